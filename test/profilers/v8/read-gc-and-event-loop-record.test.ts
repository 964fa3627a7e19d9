import { describe, expect, it } from 'vitest';
import { createCpuProfiler } from '../../../profilers/v8/cpu-profiler.ts';
import { readGcAndEventLoopRecord } from '../../../profilers/v8/read-gc-and-event-loop-record.ts';
import { createProfiledPrograms, profilingHost } from '../../support/profiled-program.ts';

const run = createProfiledPrograms();

/** A sample each 10 ms from 0 to 200 ms; half of it busy; the heap grows by 1 MB each time. */
const steps = Array.from({ length: 21 }, (_, index) => index);
const RECORD = {
  looks: {
    at: steps.map((step) => 10 * step),
    lateMs: steps.map((step) => (step === 20 ? 40 : 1)),
    activeMs: steps.map((step) => 5 * step),
    heapBytes: steps.map((step) => 1e6 * step),
  },
  pauses: { at: [20, 60, 150, 160], durationMs: [1, 2, 8, 0.5], kind: [1, 2, 4, 99] },
};
const ALL = { fromMs: 0, toMs: 1_000 };

describe('the record of garbage collection and the event loop', () => {
  it('has pauses by kind, the delays of timers, and the growth of the heap', () => {
    expect(readGcAndEventLoopRecord(JSON.stringify(RECORD), ALL)).toEqual({
      durationMs: 200,
      gc: {
        count: 3,
        longestMs: 8,
        timeMs: { minor: 3, major: 8, incremental: 0, weak_callbacks: 0 },
      },
      eventLoop: { delayP50Ms: 1, delayP99Ms: 40, utilisation: 0.5 },
      heapGrowthBytes: 16e6,
    });
  });

  it('contains only what is inside of the stretch', () => {
    expect(
      readGcAndEventLoopRecord(JSON.stringify(RECORD), { fromMs: 50, toMs: 140 }),
    ).toMatchObject({
      durationMs: 90,
      gc: { count: 1, longestMs: 2 },
      eventLoop: { delayP99Ms: 1 },
    });
  });

  it('has no collector data, rather than an idle collector, when no pause was recorded', () => {
    const pauses = { at: [], durationMs: [], kind: [] };
    expect(readGcAndEventLoopRecord(JSON.stringify({ ...RECORD, pauses }), ALL)?.gc).toBeNull();
  });

  it('has no pauses when most of them came after the last iteration of the event loop', () => {
    const ending = (lateMs: number) => {
      const late = [...RECORD.looks.lateMs.slice(0, -1), lateMs];
      return JSON.stringify({ ...RECORD, looks: { ...RECORD.looks, lateMs: late } });
    };
    expect(readGcAndEventLoopRecord(ending(60), ALL)?.gc).toBeNull();
    expect(readGcAndEventLoopRecord(ending(45), ALL)?.gc).not.toBeNull();
    expect(readGcAndEventLoopRecord(ending(60), { fromMs: 0, toMs: 195 })?.gc).not.toBeNull();
  });

  it.each([
    ['', ALL],
    ['{"looks":', ALL],
    ['{}', ALL],
    ['null', ALL],
    [JSON.stringify(RECORD), { fromMs: 5_000, toMs: 6_000 }],
  ])('is null for %j', (text, stretch) => {
    expect(readGcAndEventLoopRecord(text, stretch)).toBeNull();
  });
});

describe('the runtime under the CPU profiler', () => {
  const WORK = `
const kept = [];
function work() { for (let i = 0; i < 1e5; i += 1) kept.push({ at: [i] }); }
`;

  it('includes the collector and the event loop of the program', async () => {
    // Pauses of the last iteration, the longest, are reported an iteration later.
    const body = `${WORK}let turns = 0;
const timer = setInterval(() => { work(); turns += 1; if (turns === 12) { clearInterval(timer); setTimeout(() => process.disconnect(), 100); } }, 5);`;
    const { runtime } = await run(createCpuProfiler(profilingHost), body);
    expect(runtime?.gc?.count).toBeGreaterThan(3);
    expect(runtime?.gc?.timeMs.minor).toBeGreaterThan(0);
    expect(runtime?.eventLoop.utilisation).toBeGreaterThan(0.1);
    expect(runtime?.heapGrowthBytes).toBeGreaterThan(16e6);
  });

  it('has no pauses when the program never ran its event loop', async () => {
    const { runtime } = await run(
      createCpuProfiler(profilingHost),
      `${WORK}work(); process.exit(0);`,
    );
    expect(runtime?.gc).toBeNull();
  });

  it('has no pauses when most of them were never reported', async () => {
    // Sixty times as much: a busy machine may stop either turn for a while.
    const body = `${WORK}setTimeout(() => { work(); setTimeout(() => { for (let i = 0; i < 60; i += 1) { kept.length = 0; work(); } process.exit(0); }, 50); }, 20);`;
    const { runtime } = await run(createCpuProfiler(profilingHost), body);
    expect(runtime?.gc).toBeNull();
    expect(runtime?.eventLoop.utilisation).toBeGreaterThan(0.1);
  });
});
