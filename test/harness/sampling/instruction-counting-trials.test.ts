import { describe, expect, it } from 'vitest';
import type { PlannedTrial } from '../../../harness/model/executor.ts';
import {
  measureInstructions,
  planInstructionTrials,
  wantsInstructions,
} from '../../../harness/sampling/plan-and-measure-instruction-trials.ts';
import { createRandom } from '../../../harness/stats/seeded-random.ts';
import { functionScenario } from '../../support/function-scenario.ts';
import { createInMemoryHost } from '../../support/in-memory-host.ts';
import { createMockExecutor } from '../../support/mock-executor.ts';

const scenario = functionScenario({ metrics: ['instructions'] });
const plan = (count: number): readonly PlannedTrial[] =>
  planInstructionTrials(count, { nextIndex: 7, nextPair: 4 }, createRandom(1));

function measure(count: number, fails: (trial: PlannedTrial) => boolean = () => false) {
  const { host } = createInMemoryHost();
  const executor = createMockExecutor('function', (_scenario, trial) =>
    fails(trial)
      ? { failure: { reason: 'threw', message: 'no' } }
      : { measurements: { instructions: 1_000 + trial.index } },
  );
  const units = plan(count).map((trial) => ({ scenario, trial }));
  const signal = new AbortController().signal;
  return measureInstructions(host, executor as never, units, { folder: host.cwd, signal });
}

describe('the instruction-counting trials', () => {
  it('come after all other trials, with seeds of their own', () => {
    const trials = plan(3);
    expect(trials.map(({ index }) => index)).toEqual([7, 8, 9]);
    expect(trials.map(({ pair }) => pair)).toEqual([4, 5, 6]);
    expect(trials.every(({ pass, warmup }) => pass === 'instructions' && !warmup)).toBe(true);
    expect(new Set(trials.map(({ seed }) => seed)).size).toBe(3);
  });

  it('are requested by scenarios that name the metric', () => {
    expect(wantsInstructions(scenario)).toBe(true);
    expect(wantsInstructions(functionScenario())).toBe(false);
  });

  it('come in the order of their units, each with its count', async () => {
    const trials = await measure(9);
    expect(trials.map(({ index }) => index)).toEqual([7, 8, 9, 10, 11, 12, 13, 14, 15]);
    expect(trials).toMatchObject(
      trials.map(({ index }) => ({ measurements: { instructions: 1_000 + index } })),
    );
  });

  it('are all recorded when one of them fails', async () => {
    const trials = await measure(4, ({ index }) => index === 8);
    expect(trials.map(({ state }) => state)).toEqual([
      'completed',
      'failed',
      'completed',
      'completed',
    ]);
  });
});
