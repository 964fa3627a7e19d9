import { describe, expect, it } from 'vitest';
import { gatedMetrics } from '../../../harness/gate/select-gated-metrics.ts';
import { fitPairMeasurementPlan } from '../../../harness/live-comparison/fit-measurement-plan-to-first-pair.ts';
import type { TrialPair } from '../../../harness/live-comparison/measure-trial-pair.ts';
import { createLivePlan } from '../../../harness/live-comparison/pair-measurement-plan.ts';
import type { HttpScenario } from '../../../harness/model/scenario/scenario.ts';
import type { Trial } from '../../../harness/model/trial.ts';
import { functionScenario } from '../../support/function-scenario.ts';
import { SCENARIO_DEFAULTS } from '../../support/scenario-defaults.ts';
import { httpScenario } from '../executors/http/http-executor-test-setup.ts';

const NONE: ReadonlySet<string> = new Set();

function pair(p50: number, p50OfHead = p50): TrialPair {
  const trial = (value: number): Trial => {
    // As of two connections.
    const measurements = { 'latency.p50': value, throughput: 2_000 / value };
    return { state: 'completed', measurements } as unknown as Trial;
  };
  return { a: trial(p50), b: trial(p50OfHead) };
}

function fitted(scenario: HttpScenario, shown: TrialPair, decides = gatedMetrics(scenario)) {
  const plan = fitPairMeasurementPlan(
    createLivePlan(scenario, decides).plan,
    scenario,
    shown,
    decides,
  );
  if (plan.type !== 'alternating') throw new Error('servers take turns');
  return plan;
}

const CLOSED = httpScenario(null, { durationMs: 5_000 });

describe('the rounds of a pair of servers', () => {
  it('are as short as a fast server allows', () => {
    expect(fitted(CLOSED, pair(2))).toEqual({ type: 'alternating', blocks: 60, blockMs: 10 });
  });

  it('hold several responses of each connection of a slow server, whichever side is slow', () => {
    expect(fitted(CLOSED, pair(2, 50))).toEqual({ type: 'alternating', blocks: 6, blockMs: 150 });
    expect(fitted(CLOSED, pair(2_000)).blockMs).toBe(400);
  });

  it('hold several requests of a low rate', () => {
    const open = { ...CLOSED, load: { type: 'open', rate: 100, maxConnections: 10 } } as const;
    expect(fitted(open, pair(2)).blockMs).toBe(100);
  });

  it('are as many as the deciding percentiles need', () => {
    const answers = (rate: number, metric: string, durationMs: number) => {
      const load = { type: 'open', rate, maxConnections: 10 } as const;
      const regression = { [metric]: 0.05 };
      const { blocks, blockMs } = fitted({ ...CLOSED, durationMs, load, regression }, pair(2));
      expect(blocks * blockMs).toBeLessThanOrEqual(durationMs * 1.2);
      return blocks * Math.round((rate * blockMs) / 1_000);
    };
    expect(answers(10, 'latency.p95', 2_000)).toBeGreaterThanOrEqual(20);
    expect(answers(100, 'latency.p99', 2_000)).toBeGreaterThanOrEqual(100);
    expect(answers(400, 'latency.p99_9', 5_000)).toBeGreaterThanOrEqual(1_000);
    // The report says that a longer load would provide it.
    expect(answers(100, 'latency.p99', 500)).toBeLessThan(100);
    const slow = { ...CLOSED, durationMs: 10_000, regression: { 'latency.p99': 0.05 } };
    const { blocks, blockMs } = fitted(slow, pair(100));
    expect((blocks * blockMs * 20) / 1_000).toBeGreaterThanOrEqual(100);
  });

  it('are as many as the percentile requested to decide needs, and no more', () => {
    const load = { type: 'open', rate: 400, maxConnections: 10 } as const;
    const answers = (...metrics: readonly string[]) => {
      const { blocks, blockMs } = fitted({ ...CLOSED, load }, pair(2), new Set(metrics));
      return blocks * Math.round((load.rate * blockMs) / 1_000);
    };
    expect(answers('latency.p99_9')).toBeGreaterThanOrEqual(1_000);
    const scenario = { ...CLOSED, load, regression: { 'latency.p99_9': 0.05 } };
    const ofItsOwn = fitted(scenario, pair(2));
    const cheap = fitted(scenario, pair(2), new Set(['cpu_time']));
    expect(cheap.blocks * cheap.blockMs).toBeLessThan(ofItsOwn.blocks * ofItsOwn.blockMs);
  });

  it('last no longer than the requested load', () => {
    const { blocks, blockMs } = fitted({ ...CLOSED, durationMs: 300 }, pair(20));
    expect(blocks * blockMs).toBeLessThanOrEqual(300);
    expect(blocks).toBe(6);
  });

  it('are the shortest when nothing was measured, and none for units that do not alternate', () => {
    const failed = { a: { state: 'failed' }, b: { state: 'failed' } } as unknown as TrialPair;
    expect(fitted(CLOSED, failed)).toEqual({ type: 'alternating', blocks: 60, blockMs: 10 });
    const command = {
      ...SCENARIO_DEFAULTS,
      kind: 'command',
      name: 'build',
      command: { type: 'argv', argv: ['true'] },
      exitCodes: [0],
    } as const;
    const plan = { type: 'back-to-back' } as const;
    expect(fitPairMeasurementPlan(plan, command, pair(2), NONE)).toEqual(plan);
  });
});

describe('the rounds of a pair of functions', () => {
  const BACK_TO_BACK = { type: 'back-to-back' };
  const FUNCTION = functionScenario({ measureMs: 1_000, warmupMs: 1_000 });

  /** A pair of which a call took so long, with its hooks. */
  function calls(callMs: number, callMsOfHead = callMs, notes = {}): TrialPair {
    const trial = (ms: number): Trial => {
      // As many calls as fit into a block of 5 ms, but at least one.
      const operations = Math.ceil(5 / ms);
      const stretch = { fromMs: 1_000, toMs: 1_000 + operations * ms };
      const durationMs = 0.9 * operations * ms;
      const block = { operations, durationMs, stretch, measurements: {}, notes };
      return { state: 'completed', measurements: {}, blocks: [block] } as unknown as Trial;
    };
    return { a: trial(callMs), b: trial(callMsOfHead) };
  }
  const planOf = (callMs: number, callMsOfHead?: number) =>
    fitPairMeasurementPlan(
      createLivePlan(FUNCTION, NONE).plan,
      createLivePlan(FUNCTION, NONE).scenario,
      calls(callMs, callMsOfHead),
      NONE,
    );

  const TURNS = { type: 'alternating', isOnOneCore: true };

  it('are as short as fast calls allow, in a unit that is short itself', () => {
    expect(createLivePlan(FUNCTION, NONE).scenario).toMatchObject({
      measureMs: 200,
      warmupMs: 150,
    });
    expect(createLivePlan(FUNCTION, NONE).plan).toEqual({
      type: 'alternating',
      blocks: 21,
      blockMs: 5,
      isOnOneCore: true,
      maxMs: 700,
    });
    expect(planOf(0.001)).toEqual({ ...TURNS, blocks: 21, blockMs: 5 });
    expect(planOf(8)).toEqual({ ...TURNS, blocks: 21, blockMs: 8 });
  });

  it('are none when a unit holds something that the other may share, such as a server', () => {
    const shown = calls(0.001, 0.001, { holds_more: true });
    expect(
      fitPairMeasurementPlan(createLivePlan(FUNCTION, NONE).plan, FUNCTION, shown, NONE),
    ).toEqual(BACK_TO_BACK);
  });

  it('may use any core when a function starts something that would be pinned with it', () => {
    const shown = calls(0.001, 0.001, { starts_more: true });
    const fitted = fitPairMeasurementPlan(
      createLivePlan(FUNCTION, NONE).plan,
      FUNCTION,
      shown,
      NONE,
    );
    expect(fitted).toEqual({ ...TURNS, isOnOneCore: false, blocks: 21, blockMs: 5 });
  });

  it('hold a slow call, and an odd number of rounds fills the unit', () => {
    expect(planOf(25)).toEqual({ ...TURNS, blocks: 7, blockMs: 25 });
    expect(planOf(10, 120)).toEqual({ ...TURNS, blocks: 3, blockMs: 65 });
    expect(planOf(67)).toEqual(BACK_TO_BACK);
    // However many more calls the fast side makes in its blocks.
    expect(planOf(0.05, 50)).toMatchObject({ blocks: 7, blockMs: expect.closeTo(25, 0) });
    expect(planOf(100, 0.1)).toMatchObject({ blocks: 3, blockMs: expect.closeTo(50, 0) });
    expect(planOf(0.001, 6_000)).toEqual(BACK_TO_BACK);
    expect(planOf(5_000)).toEqual(BACK_TO_BACK);
  });

  it('are none when a unit is too short for three, for vitest, and for rare events', () => {
    expect(createLivePlan(functionScenario({ measureMs: 14 }), NONE).plan).toEqual(BACK_TO_BACK);
    const body = { type: 'vitest', file: '/x.bench.ts', task: 'x' } as const;
    expect(createLivePlan({ ...FUNCTION, body }, NONE).plan).toEqual(BACK_TO_BACK);
    expect(createLivePlan(FUNCTION, new Set(['event_loop_delay.p99'])).plan).toEqual(BACK_TO_BACK);
  });
});
