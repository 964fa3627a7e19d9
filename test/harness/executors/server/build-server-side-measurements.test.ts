import { describe, expect, test } from 'vitest';
import { recordSlices } from '../../../../harness/executors/latency/client-latency-histograms-by-time-slice.ts';
import type { ProbeReading } from '../../../../harness/executors/probe/server-probe.ts';
import type {
  ProbeSlice,
  ProbeStall,
} from '../../../../harness/executors/probe/server-probe-messages.ts';
import {
  computeSlicePeaks,
  computeSliceRates,
  sumRows,
} from '../../../../harness/executors/server/build-load-timeline.ts';
import { buildServerSideMeasurements } from '../../../../harness/executors/server/build-server-side-measurements.ts';
import { computeOverallUtilization } from '../../../../harness/executors/server/compute-server-metrics.ts';
import type { ProcessesSnapshot } from '../../../../harness/executors/server/sample-server-processes.ts';
import { serverMeasurementsSchema } from '../../../../harness/model/server-measurements.ts';
import { NO_WAITS } from '../../../support/example-server-measurements.ts';

const START = 50_000;

/** 2 ms responses every 10 ms for 2 s; a middle second has none, then ten delayed responses. */
function clients() {
  const recorder = recordSlices(START);
  for (let ms = 10; ms <= 2_000; ms += 10) {
    if (ms > 500 && ms < 1_500) continue;
    recorder.add(START + ms, ms === 1_500 ? 1_000 : 2);
  }
  for (let more = 0; more < 9; more += 1) recorder.add(START + 1_501, 900);
  return recorder.slices();
}

function slice(fromMs: number, toMs: number, changes: Partial<ProbeSlice> = {}): ProbeSlice {
  const lengthMs = toMs - fromMs;
  return {
    startMs: START + fromMs,
    endMs: START + toMs,
    activeMs: lengthMs / 4,
    cpuMs: lengthMs / 5,
    gcMs: 0,
    delayMs: 1,
    waiting: 0,
    inUse: 0,
    ...changes,
  };
}

const STALL: ProbeStall = { endMs: START + 1_500, lengthMs: 1_000, cpuMs: 10, gcMs: 0 };

function reading(changes: Partial<ProbeReading> = {}): ProbeReading {
  return {
    processes: [{ pid: 1, cpuMs: 1, peakBytes: 1 }],
    gcMs: 0,
    gcCount: 0,
    delay: { p50Ms: 1, p99Ms: 2, maxMs: 1_000 },
    // The probe watches from before the load until after it.
    utilization: 0.2,
    activeMs: 1_000,
    slices: [
      [
        slice(-500, 0, { activeMs: 0 }),
        slice(0, 500),
        slice(500, 1_500, { activeMs: 1_000, delayMs: 1_000 }),
        slice(1_500, 2_000),
      ],
    ],
    stalls: [STALL],
    pools: [],
    queries: NO_WAITS,
    outgoing: NO_WAITS,
    silent: 0,
    ...changes,
  };
}

function moment(atMs: number, changes: Partial<ProcessesSnapshot> = {}): ProcessesSnapshot {
  return {
    atMs: START + atMs,
    cpuMs: atMs / 10,
    waitedMs: 0,
    residentBytes: 50e6,
    files: 20,
    ...changes,
  };
}

const WATCHED = {
  moments: [
    moment(0),
    moment(500),
    moment(1_500, { residentBytes: 80e6, files: 30, waitedMs: 400 }),
    moment(2_000, { residentBytes: 60e6, waitedMs: 400 }),
  ],
  mostSockets: 12,
  cores: 2,
};

const seen = (probe: ProbeReading | null) =>
  buildServerSideMeasurements({ clients: clients(), probe, watched: WATCHED, cpuMs: 300 });

test('returns measurements that follow the record schema', () => {
  for (const probe of [reading(), null]) {
    const side = seen(probe);
    expect(serverMeasurementsSchema.parse(JSON.parse(JSON.stringify(side)))).toEqual(side);
  }
});

test('places a stall at its time in the load, with the requests that waited for half of it', () => {
  expect(seen(reading()).stalls).toMatchObject([
    { atMs: 500, lengthMs: 1_000, cpuMs: 10, waitedMs: 400, answers: 10 },
  ]);
  const [stall] = seen(reading()).stalls;
  expect((stall?.answersMs ?? 0) / (1_000 + 9 * 900)).toBeCloseTo(1, 1);
});

test('leaves out a stall before or after the load', () => {
  const early = { ...STALL, endMs: START - 1 };
  const late = { ...STALL, endMs: START + 9_000 };
  expect(seen(reading({ stalls: [early, late] })).stalls).toEqual([]);
});

test('counts loop utilization from the first request to the last response', () => {
  // 25 % of the first second, all of the other.
  expect(seen(reading()).loop?.utilization).toBeCloseTo(0.625, 2);
});

describe('the timeline', () => {
  const { timeline } = seen(reading());

  test('shows what client and server observed in the same slices', () => {
    expect(timeline.sliceMs).toBe(50);
    expect(timeline.answers).toHaveLength(41);
    expect(timeline.answers[20]).toBe(0);
    expect(timeline.p95?.[20]).toBeNull();
    expect(timeline.delay?.[20]).toBe(1_000);
    expect(timeline.utilization?.[20]).toBe(1);
    expect(timeline.utilization?.[2]).toBe(0.25);
    expect(timeline.memory?.[20]).toBe(80e6);
    expect(timeline.handles?.[20]).toBe(30);
    expect(timeline.max?.[30]).toBeGreaterThan(990);
  });

  test('has no pools when the server has none', () => {
    expect(timeline).not.toHaveProperty('waiting');
  });
});

test('reports a server that is not Node.js as far as the system can', () => {
  const side = seen(null);
  expect(side).toMatchObject({
    loop: null,
    queries: null,
    outgoing: null,
    stalls: [],
    pools: [],
    cpu: { usedMs: 300, waitedMs: 400, cores: 2 },
    memory: { startBytes: 50e6, peakBytes: 80e6, endBytes: 60e6 },
  });
  expect(side.timeline.cpu?.[5]).toBeCloseTo(0.1, 2);
  expect(side.timeline).not.toHaveProperty('delay');
});

test('reports nothing invented when the system provides no data', () => {
  const watched = { moments: [], mostSockets: null, cores: null };
  const side = buildServerSideMeasurements({
    clients: clients(),
    probe: null,
    watched,
    cpuMs: null,
  });
  expect(side).toMatchObject({ cpu: null, memory: null });
  expect(Object.keys(side.timeline).sort()).toEqual(['answers', 'max', 'p95', 'sliceMs']);
});

const GRID = { startMs: 100, sliceMs: 10, count: 4 };
const span = (startMs: number, endMs: number, value: number) => ({ startMs, endMs, value });
const value = (sample: { readonly value: number }): number => sample.value;

test('spreads amounts over the slices that their span reaches into', () => {
  const spans = [span(100, 110, 5), span(110, 130, 10)];
  expect(computeSliceRates(GRID, spans, value)).toEqual([0.5, 0.5, 0.5, null]);
});

test('gives a partly covered slice the rate of the covered part', () => {
  expect(computeSliceRates(GRID, [span(135, 155, 20)], value)).toEqual([null, null, null, 1]);
});

test('gives a peak to every slice that it reaches into', () => {
  const spans = [span(95, 105, 3), span(105, 125, 9), span(125, 126, 4)];
  expect(computeSlicePeaks(GRID, spans, value)).toEqual([9, 9, 9, null]);
});

test('adds rows slice by slice, and does not treat null as zero', () => {
  expect(
    sumRows(GRID, [
      [1, null, 2, null],
      [3, 4, null, null],
    ]),
  ).toEqual([4, 4, 2, null]);
});

const over = { answered: 1_000, tookMs: 10_000 };
const busy = (readings: Readonly<Record<string, number>>) =>
  computeOverallUtilization(readings, over);

test('returns the utilization of the event loop for the whole measurement', () => {
  expect(busy({ event_loop_utilization: 0.7, cpu_time: 9 })).toBe(0.7);
});

test('returns the share of one core used by a server that is not Node.js', () => {
  expect(busy({ cpu_time: 6 })).toBeCloseTo(0.6);
  expect(busy({ cpu_time: 16 })).toBe(1);
});

test('returns null when the system reports nothing', () => {
  expect(busy({ memory_peak: 1 })).toBeNull();
  expect(computeOverallUtilization({ cpu_time: 1 }, { ...over, tookMs: 0 })).toBeNull();
});
