import { once } from 'node:events';
import { afterAll, describe, expect, it } from 'vitest';
import { readAllowedCores } from '../../../harness/host/cpu-affinity.ts';
import { createHost } from '../../../harness/host.ts';
import { measureTrialPair } from '../../../harness/live-comparison/measure-trial-pair.ts';
import type { PairPlan } from '../../../harness/live-comparison/pair-measurement-plan.ts';
import { type Executor, type PlannedTrial, UnitFailure } from '../../../harness/model/executor.ts';
import type { FunctionScenario } from '../../../harness/model/scenario/scenario.ts';
import { openTemporaryRunFolder } from '../../../harness/sampling/trial-artifact-files.ts';
import { functionScenario } from '../../support/function-scenario.ts';
import {
  createMockExecutor,
  type MockExecutor,
  type ScriptedUnit,
} from '../../support/mock-executor.ts';

const host = createHost();
const folder = openTemporaryRunFolder(host);
afterAll(() => folder.remove());

const SCENARIO = functionScenario({ measureMs: 1, warmupMs: 0 });

async function pairOf(
  plan: PairPlan,
  script: (trial: PlannedTrial, block: number) => ScriptedUnit,
  slotOfA: 0 | 1 = 1,
  endsAtMs?: number,
) {
  const scripted = createMockExecutor<FunctionScenario>('function', (_scenario, trial, block) =>
    script(trial, block),
  );
  const executor: typeof scripted = endsAtMs === undefined ? scripted : endless(scripted);
  const trials = await measureTrialPair(
    host,
    { executor: executor as unknown as Executor, scenarios: { a: SCENARIO, b: SCENARIO }, plan },
    { number: 3, warmup: false, stage: 'screen', slotOfA, seed: 5 },
    { folder: folder.path, signal: new AbortController().signal, endsAtMs },
  );
  const events = executor.events.map(({ event, side }) => `${event} ${side}`);
  return { trials, events };
}

/** Returns an executor whose head never answers until it is aborted. */
function endless(executor: MockExecutor<FunctionScenario>): MockExecutor<FunctionScenario> {
  return {
    ...executor,
    open: async (context) => {
      const unit = await executor.open(context);
      if (context.trial.side === 'a') return unit;
      const measure = async (): Promise<never> => {
        if (!context.signal.aborted) await once(context.signal, 'abort');
        throw new UnitFailure({
          reason: 'timeout',
          message: 'not done when the time limit was reached',
        });
      };
      return { ...unit, measure };
    },
  };
}

const FAILURE = { failure: { reason: 'threw', message: 'boom' } } as const;

describe('measureTrialPair, back to back', () => {
  it('measures the unit of the first slot from start to end before opening the other', async () => {
    const { events, trials } = await pairOf({ type: 'back-to-back' }, ({ side }) => ({
      measurements: { wall_time: side === 'a' ? 1 : 2 },
    }));
    expect(events).toEqual(['open b', 'measure b', 'close b', 'open a', 'measure a', 'close a']);
    expect(trials.a).toMatchObject({ side: 'a', slot: 1, measurements: { wall_time: 1 } });
    expect(trials.b).toMatchObject({ side: 'b', slot: 0, measurements: { wall_time: 2 } });
  });

  it('measures the second unit although the first failed', async () => {
    const { trials } = await pairOf({ type: 'back-to-back' }, ({ side }) =>
      side === 'b' ? FAILURE : { measurements: { wall_time: 1 } },
    );
    expect(trials.b).toMatchObject({ state: 'failed', failure: { message: 'boom' } });
    expect(trials.a.state).toBe('completed');
  });
});

describe('measureTrialPair, alternating', () => {
  const plan = { type: 'alternating', blocks: 3, blockMs: 10 } as const;

  it('gives both units the same core, the next pair another, and none if the plan requires none', async () => {
    const cores = readAllowedCores(process.pid) ?? [];
    // With one core there is nothing to choose, and units are not pinned.
    const [first, second] = cores.length > 1 ? cores : [];
    const given = async (number: number, isOnOneCore: boolean) => {
      const executor = createMockExecutor<FunctionScenario>('function', () => ({
        measurements: { wall_time: 1 },
      }));
      const asked: (number | undefined)[] = [];
      const open: typeof executor.open = (context) => {
        asked.push(context.core);
        return executor.open(context);
      };
      await measureTrialPair(
        host,
        {
          executor: { ...executor, open } as unknown as Executor,
          scenarios: { a: SCENARIO, b: SCENARIO },
          plan: { ...plan, isOnOneCore },
        },
        { number, warmup: false, stage: 'screen', slotOfA: 0, seed: 5 },
        { folder: folder.path, signal: new AbortController().signal },
      );
      return asked;
    };
    expect(await given(0, true)).toEqual([first, first]);
    expect(await given(1, true)).toEqual([second, second]);
    expect(await given(cores.length, true)).toEqual([first, first]);
    expect(await given(0, false)).toEqual([undefined, undefined]);
  });

  it('keeps both units open and reverses the order from block to block', async () => {
    const { events, trials } = await pairOf(
      plan,
      ({ side }, block) => ({ measurements: { wall_time: (side === 'a' ? 10 : 20) + block } }),
      0,
    );
    expect(events).toEqual([
      'open a',
      'open b',
      'measure a',
      'measure b',
      'measure b',
      'measure a',
      'measure a',
      'measure b',
      'close a',
      'close b',
    ]);
    expect(trials.a).toMatchObject({ state: 'completed', measurements: { wall_time: 11 } });
    expect(trials.b).toMatchObject({ state: 'completed', measurements: { wall_time: 21 } });
  });

  it('ends the pair when a unit fails, and marks the other unit as cut short', async () => {
    const { events, trials } = await pairOf(
      plan,
      ({ side }, block) =>
        side === 'b' && block === 1 ? FAILURE : { measurements: { wall_time: 1 } },
      0,
    );
    expect(trials.b.state).toBe('failed');
    expect(trials.a).toMatchObject({ state: 'aborted', message: expect.stringContaining('other') });
    expect(events.filter((event) => event.startsWith('close'))).toHaveLength(2);
    expect(events.at(-3)).toBe('measure b');
  });
});

describe('a pair that is unfinished when others need the time', () => {
  it.each([{ type: 'alternating', blocks: 3, blockMs: 10 }, { type: 'back-to-back' }] as const)(
    'is cut short without having failed: $type',
    async (plan) => {
      const endsAtMs = host.clock.monotonicMs() + 50;
      const measured = { measurements: { wall_time: 1 } };
      const { trials, events } = await pairOf(plan, () => measured, 0, endsAtMs);
      const message = 'cut short because other scenarios need the time';
      expect(trials.b).toMatchObject({ state: 'aborted', message });
      const ofBase =
        plan.type === 'back-to-back'
          ? { state: 'completed' }
          : { state: 'aborted', message: 'the other trial of the pair was cut short' };
      expect(trials.a).toMatchObject(ofBase);
      expect(events.filter((event) => event.startsWith('close'))).toHaveLength(2);
    },
  );
});
