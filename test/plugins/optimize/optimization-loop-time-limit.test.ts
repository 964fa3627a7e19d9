import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import type { Workers } from '../../../plugins/optimize/phase-worker-interfaces.ts';
import { createCycleTime } from '../../../plugins/optimize/run-phases.ts';
import {
  createOptimizeProject,
  createScriptedWorkers,
  runOptimizationLoop,
} from '../../support/scripted-optimization-loop.ts';

const TEN_MINUTES_MS = 600_000;

/** Ends only when its caller gives up. */
async function hang(signal: AbortSignal): Promise<never> {
  await wait(2 ** 30, undefined, { signal });
  throw new Error('unreachable');
}

it('ends a loop with its report when the time of the first cycle is over', async () => {
  const { root } = createOptimizeProject();
  const { workers } = createScriptedWorkers([]);
  const hanging: Workers = { ...workers, profile: ({ signal }) => hang(signal) };
  const { end, exitCode, told } = await runOptimizationLoop(root, hanging, { cycleTimeMs: 1 });
  expect(end.state.run.stop?.reason).toBe('out_of_time');
  expect(exitCode).toBe(7);
  expect(told).toContain(
    'OUT OF TIME in 2_profile of cycle 1: 1 ms are over. Earlier gains stay; set a longer --time to go further',
  );
});

it('keeps what an earlier cycle gained when the time of a later one is over', async () => {
  const { root } = createOptimizeProject();
  const { workers } = createScriptedWorkers([
    { baseline: 6300, final: 3800 },
    { baseline: 3800, final: 3800 },
  ]);
  let lostMs = 0;
  const slow: Workers = {
    ...workers,
    profile: (request) => {
      if (request.cycle === 2) lostMs = TEN_MINUTES_MS;
      return workers.profile(request);
    },
    generate: (request) => (lostMs > 0 ? hang(request.signal) : workers.generate(request)),
  };
  const real = createHost({ cwd: root });
  const clock = { ...real.clock, monotonicMs: () => real.clock.monotonicMs() + lostMs };
  const { end, exitCode } = await runOptimizationLoop(root, slow, {}, { host: { ...real, clock } });
  const { run, cycles } = end.state;
  expect({ reason: run.stop?.reason, cycles: cycles.length }).toEqual({
    reason: 'out_of_time',
    cycles: 1,
  });
  expect(exitCode).toBe(0);
});

it('gives each cycle the whole limit, less what its own phases took', async () => {
  let nowMs = 0;
  const clock = { now: () => new Date(0), monotonicMs: () => nowMs };
  const spend = createCycleTime({ clock }, 100);
  const left: number[] = [];
  const work = (cycle: number, ms: number) =>
    spend(cycle, async (leftMs) => {
      left.push(leftMs);
      nowMs += ms;
    });
  await work(1, 30);
  // Somebody thinks about a question between two phases.
  nowMs += 1_000;
  await work(1, 90);
  await work(1, 0);
  await work(2, 0);
  expect(left).toEqual([100, 70, 0, 100]);
});
