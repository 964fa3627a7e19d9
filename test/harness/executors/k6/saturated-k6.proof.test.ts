/** A k6 that cannot keep up with the server, which takes two seconds of all its core. */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { bottleneck } from '../../../../harness/checks/bottleneck.ts';
import { loadGeneratorSaturated } from '../../../../harness/checks/load-generator-saturated.ts';
import { findK6Program } from '../../../support/find-k6-program.ts';
import { fixtureServerSettings } from '../http/http-executor-test-setup.ts';
import { openK6Measurer } from './k6-executor-test-setup.ts';

const PROGRAM = fileURLToPath(new URL('../../../fixtures/http/bottlenecks.mjs', import.meta.url));
const k6 = openK6Measurer();
afterAll(k6.close);

interface Load {
  readonly options: string;
  /** Statements before each request. Default: none. */
  readonly work?: string;
  readonly k6Path?: string;
}

/** Returns the findings of one run of a script of single requests against one of the servers. */
async function under(which: string, { options, work = '', k6Path = findK6Program() }: Load) {
  const path = k6.script(`${work} http.get(__ENV.BASE_URL + '/');`, options);
  const argv = [process.execPath, PROGRAM, which] as const;
  const server = fixtureServerSettings('', { command: { type: 'argv', argv } });
  const scenario = k6.scenario(path, { server, k6Path });
  const trial = await k6.measure(scenario);
  if (trial.state !== 'completed') throw new Error(JSON.stringify(trial));
  const input = { scenario, trials: [trial], measured: [trial], metrics: {}, unavailable: {} };
  const findings = [loadGeneratorSaturated, bottleneck].flatMap(({ check }) => check(input));
  const [block] = trial.blocks;
  if (block === undefined) throw new Error('no block');
  return { block, findings };
}

test('voids the run when k6 is pinned to one core and wants more of it', async () => {
  const held = join(k6.folder, 'k6-on-one-core');
  writeFileSync(held, `#!/bin/sh\nexec taskset -c 0 "${findK6Program()}" "$@"\n`);
  chmodSync(held, 0o755);
  const { block, findings } = await under('faster-than-any-client', {
    // On a busy machine k6 takes most of a second to start, and results need at least half a second
    // of load.
    options: `{ vus: 50, duration: '2s' }`,
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
