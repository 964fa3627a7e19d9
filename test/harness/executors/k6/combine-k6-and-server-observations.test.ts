/** Combined observations of k6's clients and the server, and a k6 that cannot keep up. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { bottleneck } from '../../../../harness/checks/bottleneck.ts';
import { loadGeneratorSaturated } from '../../../../harness/checks/load-generator-saturated.ts';
import { createK6Executor } from '../../../../harness/executors/k6/k6-executor.ts';
import { createHost } from '../../../../harness/host.ts';
import type { Executor } from '../../../../harness/model/executor.ts';
import type { K6Scenario } from '../../../../harness/model/scenario/scenario.ts';
import { measureTrial } from '../../../../harness/sampling/measure-trial.ts';
import { findK6Program } from '../../../support/find-k6-program.ts';
import { SCENARIO_DEFAULTS } from '../../../support/scenario-defaults.ts';
import { fixtureServerSettings } from '../http/http-executor-test-setup.ts';

const PROGRAM = fileURLToPath(new URL('../../../fixtures/http/bottlenecks.mjs', import.meta.url));
const host = createHost();
const folder = mkdtempSync(join(tmpdir(), 'perf-harness-k6-side-'));
afterAll(async () => {
  await host.processes.stopAll();
  rmSync(folder, { recursive: true });
});

interface Load {
  readonly options: string;
  /** Statements before each request. Default: none. */
  readonly work?: string;
  readonly k6Path?: string;
}

/** Returns the findings of one run of a script of single requests against one of the servers. */
async function under(which: string, { options, work = '', k6Path }: Load) {
  const script = join(folder, `${which}.js`);
  writeFileSync(
    script,
    `import http from 'k6/http';
export const options = ${options};
export default function () { ${work} http.get(__ENV.BASE_URL + '/'); }
`,
  );
  const scenario: K6Scenario = {
    ...SCENARIO_DEFAULTS,
    kind: 'k6',
    name: which,
    cwd: folder,
    server: fixtureServerSettings('', {
      command: { type: 'argv', argv: [process.execPath, PROGRAM, which] },
    }),
    script,
    load: {},
    hosts: [],
    allowRemote: [],
    k6Path: k6Path ?? findK6Program(),
  };
  const planned = { index: 0, warmup: false, side: 'a', pair: 0, slot: 0, seed: 1 } as const;
  const executor = createK6Executor(host) as unknown as Executor;
  const signal = new AbortController().signal;
  const trial = await measureTrial(host, executor, scenario, planned, { folder, signal });
  if (trial.state !== 'completed') throw new Error(JSON.stringify(trial));
  const input = { scenario, trials: [trial], measured: [trial], metrics: {}, unavailable: {} };
  const findings = [loadGeneratorSaturated, bottleneck].flatMap(({ check }) => check(input));
  const [block] = trial.blocks;
  if (block === undefined) throw new Error('no block');
  return { block, findings };
}

test('finds a stall with its time and the answers that waited, although k6 uses another clock', async () => {
  const { block } = await under('blocks-half-a-second-once', {
    options: `{ vus: 5, duration: '2s' }`,
  });
  // The machine may stall as well, also while the load begins.
  const found = block.serverSide?.stalls.filter(
    ({ lengthMs, atMs, answers }) =>
      lengthMs > 400 && atMs > 0 && atMs < block.durationMs && answers > 0,
  );
  expect(found?.length).toBeGreaterThan(0);
  const { timeline } = block.serverSide ?? {};
  // No response completed while the event loop was blocked.
  expect(timeline?.answers.some((count) => count === 0)).toBe(true);
});

test('voids the run when k6 is pinned to one core and wants more of it', async () => {
  const held = join(folder, 'k6-on-one-core');
  writeFileSync(held, `#!/bin/sh\nexec taskset -c 0 "${findK6Program()}" "$@"\n`);
  chmodSync(held, 0o755);
  const { block, findings } = await under('faster-than-any-client', {
    // On a busy machine k6 takes most of a second to start, and results need at least half a second
    // of load.
    options: `{ vus: 50, duration: '3s' }`,
    // However little of its core others leave it, the server is less busy.
    work: 'for (let i = 0; i < 20_000; i += 1);',
    k6Path: held,
  });
  expect(block.notes).toMatchObject({ generator_cores: 1, generator_saturated: true });
  // The server may also have a stall finding, if other programs take its core.
  const saturated = findings.filter(({ id }) => id === 'load-generator-saturated');
  expect(saturated).toMatchObject([{ level: 'error' }]);
  expect(saturated[0]?.message).toMatch(/k6 used [01]\.\d\d of 1 cores/);
});
