import { describe, expect, test } from 'vitest';
import { judgeLoadRun } from '../../../harness/capacity/judge-load-run-against-capacity-limits.ts';
import { capacityLimits } from '../../../harness/capacity/resolve-capacity-latency-and-error-limits.ts';
import type { Block, Failure, Trial } from '../../../harness/model/trial.ts';
import { completedTrial } from '../../support/completed-run-record.ts';

const LIMITS = capacityLimits([], { budgets: [] });
const FINE = {
  'latency.p50': 10,
  'latency.p99': 100,
  error_rate: 0,
  throughput: 199,
  cpu_time: 2,
};

/** A run of five seconds at 200 requests a second. */
function load(measurements: Record<string, number>, notes: Block['notes'] = {}): Trial {
  const all = { ...FINE, ...measurements };
  const block = { operations: 1_000, durationMs: 5_000, measurements: all, notes };
  return completedTrial(0, all, { blocks: [block] });
}

function failed(reason: Failure['reason']): Trial {
  const {
    state: _,
    measurements: __,
    unavailable: ___,
    blocks: ____,
    ...place
  } = load({}) as Extract<Trial, { state: 'completed' }>;
  return { state: 'failed', ...place, failure: { reason, message: 'all 400 requests failed' } };
}

const judge = (trial: Trial, hasAnswered = true) => judgeLoadRun(trial, 200, LIMITS, hasAnswered);

describe('load run', () => {
  test('counts as kept within every limit, and reports how busy the server was', () => {
    expect(judge(load({}))).toEqual({
      outcome: 'kept',
      breach: null,
      void_reason: null,
      server_cores: 0.4,
    });
  });

  test.each([
    ['slow answers', { 'latency.p99': 251 }, 'latency'],
    ['errors', { error_rate: 0.011, throughput: 197 }, 'errors'],
    ['errors that make answers slow', { error_rate: 0.2, 'latency.p99': 900 }, 'errors'],
    ['answers that come more slowly than requests', { throughput: 190 }, 'behind'],
  ])('breaks a limit by %s', (_, measurements, cause) => {
    expect(judge(load(measurements))).toMatchObject({ outcome: 'broken', breach: { cause } });
  });

  test.each([
    ['just within its limits', { 'latency.p99': 249.9, error_rate: 0.0099, throughput: 197 }],
    ['with what is still under way when it ends', { 'latency.p50': 200, throughput: 192 }],
  ])('counts as kept %s', (_, measurements) => {
    expect(judge(load(measurements))?.outcome).toBe('kept');
  });

  test('is void when it was sent late and that may explain the breach', () => {
    const notes = { schedule_lag_p99_ms: 80 };
    expect(judge(load({ 'latency.p99': 400 }, notes))).toMatchObject({
      outcome: 'void',
      breach: null,
      void_reason: 'the load generator sent requests up to 80.0 ms late',
    });
    expect(judge(load({ throughput: 180 }, { schedule_lag_p99_ms: 300 }))?.outcome).toBe('void');
    expect(judge(load({}, notes))?.outcome).toBe('kept');
  });

  test('is void when the generator had no processor for answers and that may explain the breach', () => {
    const notes = { schedule_lag_p99_ms: 10, generator_wait_p99_ms: 140 };
    expect(judge(load({ 'latency.p99': 400 }, notes))).toMatchObject({
      outcome: 'void',
      breach: null,
      void_reason: 'the load generator waited up to 140.0 ms for a CPU',
    });
    expect(judge(load({ 'latency.p99': 420 }, notes))?.outcome).toBe('broken');
    expect(judge(load({}, notes))?.outcome).toBe('kept');
  });

  test('is void when requests timed out because they were sent seconds late', () => {
    const late = { error_rate: 0.3, throughput: 140, 'latency.p99': 900 };
    const notes = { schedule_lag_p99_ms: 3_000, failures: 'timeout: 300' };
    expect(judge(load(late, notes))?.outcome).toBe('void');
    const refused = { ...notes, failures: 'status 503: 100, timeout: 200' };
    expect(judge(load(late, refused))?.outcome).toBe('broken');
  });

  test('is void when a script left iterations out, unless its answers broke a limit', () => {
    const notes = { iterations: 700, dropped_iterations: 300 };
    expect(judge(load({}, notes))).toMatchObject({
      outcome: 'void',
      void_reason: 'only 700 of 1000 scheduled operations were started',
    });
    expect(judge(load({ 'latency.p99': 400 }, notes))?.outcome).toBe('broken');
  });

  test('is void when it breaks a limit and the generator had no processor left', () => {
    const notes = { generator_saturated: true, iterations: 1_000 };
    expect(judge(load({ 'latency.p99': 400 }, notes))).toMatchObject({
      outcome: 'void',
      void_reason: 'the load generator had no CPU left',
    });
    expect(judge(load({}, notes))?.outcome).toBe('kept');
  });

  test('breaks a limit and gives the reason when its percentile is unknown', () => {
    const trial = load({});
    if (trial.state !== 'completed') throw new Error('not completed');
    const { 'latency.p99': _, ...rest } = trial.measurements;
    const unknown = { ...trial, measurements: rest, unavailable: { 'latency.p99': 'too few' } };
    expect(judge(unknown)?.breach?.message).toBe('latency.p99 is unknown: too few');
  });

  test('breaks a limit when the server dies after other answers, and otherwise is no run', () => {
    expect(judge(failed('exited'))).toMatchObject({
      outcome: 'broken',
      breach: { cause: 'ended' },
    });
    expect(judge(failed('unreachable'))?.breach?.message).toBe('all 400 requests failed');
    expect(judge(failed('exited'), false)).toBeNull();
    expect(judge(failed('not-ready'))).toBeNull();
  });
});
