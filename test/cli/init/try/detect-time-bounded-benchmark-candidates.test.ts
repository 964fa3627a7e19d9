import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  isTimeBounded,
  observeCandidateProgram,
} from '../../../../cli/init/try/check-candidate-program-before-measurement.ts';
import { argvCommand, commandScenario } from '../../../support/command-scenario.ts';
import { createInMemoryHost } from '../../../support/in-memory-host.ts';

const MINUTE_MS = 60_000;

describe('an observed benchmark', () => {
  it.for([
    'performance.now()',
    'Date.now()',
    'new Date().getTime()',
    'process.hrtime()[0] * 1_000',
    'Number(process.hrtime.bigint()) / 1_000_000',
  ])('ends a minute of %s early', async (clock) => {
    const { host } = createInMemoryHost();
    const folder = join(host.cwd, 'observed');
    mkdirSync(folder);
    writeFileSync(
      join(host.cwd, 'bench.js'),
      `const now = () => ${clock}; for (const start = now(); now() - start < ${MINUTE_MS}; );`,
    );
    const remedies = { isInstalled: true, build: null, example: null, install: 'npm ci' };
    const observed = await observeCandidateProgram(
      host,
      commandScenario({ command: argvCommand('node', 'bench.js'), cwd: host.cwd }),
      {
        kind: 'benchmark',
        folder,
        limitMs: 60_000,
        remedies,
        signal: new AbortController().signal,
      },
    );
    expect(observed.problem).toBeNull();
    expect(isTimeBounded(observed, MINUTE_MS)).toBe(true);
  });

  it.for([
    [1_000, 2_100, true],
    [1_000, 1_900, false],
    // A start that met a busy machine.
    [40, 280, false],
  ] as const)(
    'runs by its clock when it is done in %i of %i ms: %s',
    ([wallMs, usualMs, isTold]) => {
      const benchmark = { problem: null, wallMs, hasFastClock: true };
      expect(isTimeBounded(benchmark, usualMs)).toBe(isTold);
      // A busy machine may delay a run; without a fast clock that shows nothing.
      expect(isTimeBounded({ ...benchmark, hasFastClock: false }, usualMs)).toBe(false);
    },
  );
});
