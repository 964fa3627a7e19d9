/** Combined observations of k6's clients and the server; a k6 that cannot keep up: see the proof. */
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

test('finds a stall with its time and the answers that waited, although k6 uses another clock', async () => {
  const { block } = await under('blocks-half-a-second-once', {
    options: `{ vus: 5, duration: '2s' }`,
    // Both sides are idle but for the stall.
    work: 'sleep(0.02);',
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
