/** Each cause just above and just below its limits, and several causes at once. */
import { describe, expect, test } from 'vitest';
import {
  bottleneck,
  connectionPoolCause,
  upstreamWaitCause,
} from '../../../harness/checks/bottleneck.ts';
import {
  type BottleneckCause,
  busyEventLoopCause,
  eventLoopStallCause,
} from '../../../harness/checks/event-loop-causes.ts';
import type { Finding } from '../../../harness/model/finding.ts';
import type { LoadModel } from '../../../harness/model/scenario/scenario.ts';
import type {
  PoolUse,
  ServerMeasurements,
  Stall,
} from '../../../harness/model/server-measurements.ts';
import type { CompletedTrial } from '../../../harness/model/trial.ts';
import {
  createServerMeasurements,
  NO_WAITS,
  type ServerMeasurementChanges,
} from '../../support/example-server-measurements.ts';
import { trialPosition } from '../../support/run-measurement-validity-check.ts';
import { httpScenario } from '../executors/http/http-executor-test-setup.ts';

const OPEN = httpScenario(null, { load: { type: 'open', rate: 100, maxConnections: 10 } });
const CLOSED = httpScenario(null, { load: { type: 'closed', connections: 10 } });

function under(
  side: ServerMeasurementChanges | readonly ServerMeasurementChanges[],
  scenario = OPEN,
) {
  const sides = [side]
    .flat()
    .map((changes) => createServerMeasurements(changes as ServerMeasurementChanges));
  return { scenario, sides, isGeneratorSaturated: false };
}

function messageOf(cause: BottleneckCause | null): string {
  return cause?.finding.message ?? '';
}

describe('event loop stall', () => {
  const stall = (changes: Partial<Stall> = {}): Stall => ({
    atMs: 2_310,
    lengthMs: 1_000,
    cpuMs: 980,
    gcMs: 3,
    waitedMs: 2,
    answers: 10,
    answersMs: 8_000,
    ...changes,
  });
  const found = (changes: Partial<Stall> = {}) =>
    eventLoopStallCause(under({ stalls: [stall(changes)] }));

  test('is reported with its time, its reason and the requests that waited', () => {
    expect(found()).toEqual({
      share: 0.4,
      finding: {
        id: 'event-loop-stalled',
        level: 'warning',
        metric: 'latency.max',
        message:
          'The event loop of the server stalled for 1.00 s, from 2.31 s to 3.31 s into the load: it was computing (980 ms of CPU time during the stall). 10 answers waited at least half that long, which accounts for 40 % of all response time.',
        remedy: expect.stringContaining('CPU profile'),
      },
    });
  });

  test.each([
    [{ gcMs: 500, cpuMs: 990 }, 'V8 collected garbage for 500 ms of the stall'],
    [{ gcMs: 499, cpuMs: 500 }, 'it was computing'],
    [{ cpuMs: 499, waitedMs: 500 }, 'it was ready to run but had to wait for a CPU'],
    [{ cpuMs: 499, waitedMs: 499 }, 'it waited in a blocking call'],
    [{ cpuMs: 10, waitedMs: null }, 'it waited in a blocking call'],
  ])('reports the reason for %j', (changes, reason) => {
    expect(messageOf(found(changes))).toContain(reason);
  });

  test('counts from 100 ms on, and at four times the usual delay', () => {
    expect(found({ lengthMs: 100 })).not.toBeNull();
    expect(found({ lengthMs: 99.9 })).toBeNull();
    const usual = (delay: number) => {
      const { timeline } = createServerMeasurements();
      const slow = { ...timeline, delay: Array<number>(50).fill(delay) };
      return eventLoopStallCause(under({ stalls: [stall({ lengthMs: 200 })], timeline: slow }));
    };
    expect(usual(50)).not.toBeNull();
    expect(usual(50.1)).toBeNull();
  });

  test('is ignored when no answer waited for it', () => {
    expect(found({ answers: 1 })).not.toBeNull();
    expect(found({ answers: 0 })).toBeNull();
  });

  test('counts in three trials of ten', () => {
    const trials = (count: number) =>
      under(Array.from({ length: 10 }, (_, index) => ({ stalls: index < count ? [stall()] : [] })));
    expect(eventLoopStallCause(trials(2))).toBeNull();
    expect(messageOf(eventLoopStallCause(trials(3)))).toContain('(in 3 of 10 trials)');
  });
});

describe('exhausted connection pool', () => {
  const pool = (changes: Partial<PoolUse> = {}): PoolUse => ({
    library: 'pg',
    size: 2,
    mostInUse: 2,
    mostWaiting: 8,
    queued: 9_000,
    waits: { count: 10_000, sumMs: 16_000, p50Ms: 1.5, p95Ms: 4, maxMs: 9 },
    ...changes,
  });
  const found = (changes: Partial<PoolUse> = {}) =>
    connectionPoolCause(under({ pools: [pool(changes)] }));

  test('is reported with its size, its waits and the time of a query', () => {
    const queries = { ...NO_WAITS, count: 10_000, p50Ms: 0.3 };
    expect(connectionPoolCause(under({ pools: [pool()], queries }))).toMatchObject({
      share: 0.8,
      finding: {
        id: 'pool-exhausted',
        level: 'warning',
        message:
          'Requests wait for a database connection: 90 % of 10000 requests to the pg pool found all 2 connections in use (2 at once, up to 8 waiting), and waited 1.5 ms at the median, 4.0 ms at the 95th percentile. That is 80 % of all response time; a query itself takes 0.30 ms.',
        remedy: expect.stringContaining('`max`, now 2'),
      },
    });
    expect(found({ library: 'mysql2' })?.finding.remedy).toContain('`connectionLimit`');
  });

  test('counts when a tenth of requests found no connection and a tenth of all time was waiting', () => {
    expect(found({ queued: 1_000 })).not.toBeNull();
    expect(found({ queued: 999 })).toBeNull();
    const waited = (sumMs: number) => found({ waits: { ...pool().waits, sumMs } });
    expect(waited(2_000)).not.toBeNull();
    expect(waited(1_999)).toBeNull();
  });

  test('is ignored while a connection was free, or when the pool is unlimited', () => {
    expect(found({ mostInUse: 1 })).toBeNull();
    expect(found({ size: 0 })).toBeNull();
  });
});

describe('server that is bound by its event loop', () => {
  const busy = (
    loop: Partial<NonNullable<ServerMeasurements['loop']>>,
    changes: ServerMeasurementChanges = {},
  ) =>
    under({
      loop: { utilization: 0.95, activeMs: 9_500, ...loop },
      cpu: { usedMs: 9_600 },
      ...changes,
    });

  test('is reported with the time of an answer and the most answers possible', () => {
    expect(busyEventLoopCause(busy({}, { answers: 1_000 }))).toMatchObject({
      share: 1,
      finding: {
        id: 'event-loop-bound',
        level: 'warning',
        message:
          'The event loop of the server is the bottleneck: it is busy 95 % of the time and uses 0.96 of 2 cores. A response takes 9.5 ms of event-loop time, so one event loop handles at most 105 responses per second. Queueing for the event loop and running on it make up 100 % of all response time; no waits for databases or other servers were observed.',
        remedy: expect.stringContaining('CPU profile'),
      },
    });
  });

  test('counts from 90 % on', () => {
    expect(busyEventLoopCause(busy({ utilization: 0.9 }))).not.toBeNull();
    expect(busyEventLoopCause(busy({ utilization: 0.899 }))).toBeNull();
  });

  test('is ignored when it waits for others for more than half of the time', () => {
    const queries = (sumMs: number) => ({ queries: { ...NO_WAITS, count: 1, sumMs } });
    expect(busyEventLoopCause(busy({}, queries(10_000)))).not.toBeNull();
    expect(busyEventLoopCause(busy({}, queries(10_001)))).toBeNull();
  });

  test('is reported under a closed load only from 1 ms an answer, and not as a warning', () => {
    const closed = (activeMs: number) => ({ ...busy({ activeMs }), scenario: CLOSED });
    expect(busyEventLoopCause(closed(10_000))?.finding.level).toBe('info');
    expect(messageOf(busyEventLoopCause(closed(10_000)))).toContain('The load is closed-loop');
    // 10,000 responses of 0.95 ms each.
    expect(busyEventLoopCause(closed(9_500))).toBeNull();
  });

  test('gets advice to look for blocking calls when it does not use the CPU', () => {
    const blocked = busy({}, { cpu: { usedMs: 4_900 } });
    expect(busyEventLoopCause(blocked)?.finding.remedy).toContain('blocking calls');
  });

  test('names garbage collection as its cause', () => {
    expect(messageOf(busyEventLoopCause(busy({ gcMs: 950 })))).toContain(
      'garbage collection taking 10 %',
    );
    expect(messageOf(busyEventLoopCause(busy({ gcMs: 940 })))).not.toContain('garbage');
  });

  test('is unknown without data from the server, or when the generator holds it up', () => {
    expect(busyEventLoopCause(under({ loop: null }))).toBeNull();
    expect(busyEventLoopCause({ ...busy({}), isGeneratorSaturated: true })).toBeNull();
  });
});

describe('server that waits for something else', () => {
  /** 1,000 responses of 20 ms on average. */
  const idle = (changes: ServerMeasurementChanges = {}) => under({ answers: 1_000, ...changes });
  const waits = (sumMs: number) => ({ ...NO_WAITS, count: 1_000, sumMs });

  test('is reported with what it waits for, longest first', () => {
    const cause = upstreamWaitCause(idle({ outgoing: waits(14_000), queries: waits(3_000) }));
    expect(cause).toMatchObject({
      share: 0.95,
      finding: {
        id: 'server-waits',
        level: 'info',
        message:
          'The server is mostly waiting: its event loop is idle 90 % of the time. The mean response time of 20.0 ms includes these waits: outgoing HTTP requests 14.0 ms (70 %), database queries 3.0 ms (15 %), unobserved causes 2.0 ms (10 %).',
        remedy: expect.stringContaining('other servers'),
      },
    });
    expect(upstreamWaitCause(idle({ queries: waits(18_000) }))?.finding.remedy).toContain(
      'queries',
    );
    expect(upstreamWaitCause(idle())?.finding.remedy).toContain('unobserved');
  });

  test('counts while its loop is idle for half of the time', () => {
    expect(upstreamWaitCause(idle({ loop: { utilization: 0.5 } }))).not.toBeNull();
    expect(upstreamWaitCause(idle({ loop: { utilization: 0.51 } }))).toBeNull();
  });

  test('is ignored when it answers within 10 ms', () => {
    expect(upstreamWaitCause(idle({ answersMs: 10_000 }))).not.toBeNull();
    expect(upstreamWaitCause(idle({ answersMs: 9_999 }))).toBeNull();
  });

  test('is ignored when its time goes into a pool or a stall', () => {
    const pool = (sumMs: number): PoolUse => ({
      library: 'pg',
      size: 2,
      mostInUse: 2,
      mostWaiting: 8,
      queued: 900,
      waits: waits(sumMs),
    });
    expect(upstreamWaitCause(idle({ pools: [pool(9_000)] }))).not.toBeNull();
    expect(upstreamWaitCause(idle({ pools: [pool(9_100)] }))).toBeNull();
  });
});

describe('combination of several causes', () => {
  const trial = (side: ServerMeasurements, notes = {}): CompletedTrial => ({
    ...trialPosition(1),
    state: 'completed',
    measurements: {},
    unavailable: {},
    blocks: [{ operations: 1, durationMs: 1, measurements: {}, serverSide: side, notes }],
  });
  const check = (measured: readonly CompletedTrial[]): readonly Finding[] =>
    bottleneck.check({ scenario: OPEN, trials: measured, measured, metrics: {}, unavailable: {} });

  test('is reported in order of the share that each explains', () => {
    const pool: PoolUse = {
      library: 'pg',
      size: 2,
      mostInUse: 2,
      mostWaiting: 8,
      queued: 9_000,
      waits: { ...NO_WAITS, count: 10_000, sumMs: 12_000 },
    };
    const stall = { atMs: 0, lengthMs: 500, cpuMs: 500, gcMs: 0, waitedMs: 0, answers: 3 };
    const found = (answersMs: number) =>
      check([
        trial(createServerMeasurements({ pools: [pool], stalls: [{ ...stall, answersMs }] })),
      ]);
    expect(found(5_000).map(({ id }) => id)).toEqual(['pool-exhausted', 'event-loop-stalled']);
    expect(found(15_000).map(({ id }) => id)).toEqual(['event-loop-stalled', 'pool-exhausted']);
  });

  test('leaves out causes that a saturated generator feigns', () => {
    const side = createServerMeasurements({ answers: 1_000 });
    expect(check([trial(side)]).map(({ id }) => id)).toEqual(['server-waits']);
    expect(check([trial(side, { generator_saturated: true })])).toEqual([]);
  });

  test('is empty for a fast and healthy server under any load', () => {
    const load: readonly LoadModel[] = [OPEN.load, CLOSED.load];
    for (const model of load) {
      const scenario = httpScenario(null, { load: model });
      // A closed load keeps the server as busy as possible.
      const side = createServerMeasurements({
        loop: { utilization: 0.97, activeMs: 9_700 },
        answers: 150_000,
      });
      const measured = [trial(model.type === 'closed' ? side : createServerMeasurements())];
      const input = { scenario, trials: measured, measured, metrics: {}, unavailable: {} };
      expect(bottleneck.check(input)).toEqual([]);
    }
  });
});
