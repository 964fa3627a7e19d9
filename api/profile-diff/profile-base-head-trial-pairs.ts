import type { Host } from '../../harness/host.ts';
import { hasOpenConnections } from '../../harness/live-comparison/fit-measurement-plan-to-first-pair.ts';
import { randomizeTrialPair } from '../../harness/live-comparison/randomize-trial-pair.ts';
import type { Profiler } from '../../harness/model/program/profiler.ts';
import type { ProgressListener } from '../../harness/model/progress-event.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import type { Failure } from '../../harness/model/trial.ts';
import { elapsedWithoutWaitsMs } from '../../harness/sampling/measurement-lock.ts';
import type { Random } from '../../harness/stats/seeded-random.ts';
import { createCpuProfiler } from '../../profilers/v8/cpu-profiler.ts';
import type { MeasurementSession } from '../project/lock-and-inspect-machine-for-measurement.ts';
import {
  isConcurrentSchedule,
  scheduleProfiledPair,
} from './plan-alternating-base-head-profiling.ts';
import {
  type ProfiledPairOptions,
  type ProfiledTrialPair,
  profileTrialPair,
} from './profile-base-head-trial-pair.ts';

/** Request to profile pairs of one scenario. */
interface ProfiledPairsRequest extends Omit<ProfiledPairOptions, 'plan' | 'profiler'> {
  readonly session: Pick<MeasurementSession, 'lock'>;
  readonly random: Random;
  /** Number of pairs wanted, and the minimum for a meaningful result. */
  readonly pairs: number;
  readonly fewestPairs: number;
  /** Time limits, milliseconds: once there are `fewestPairs`, and before that. */
  readonly timeMs: number;
  readonly maxTimeMs: number;
  readonly onProgress: ProgressListener;
}

export interface ProfiledTrialPairs {
  readonly pairs: readonly ProfiledTrialPair[];
  /** Failure that ended the series; null: there are enough pairs, or the time was up. */
  readonly failure: Failure | null;
}

/**
 * Profiles both sides in pairs of fresh trials, with the same seed within a pair, and with random
 * order and folders. No verdict uses these trials. The first failure ends the series.
 */
export async function profileTrialPairs(
  request: ProfiledPairsRequest,
): Promise<ProfiledTrialPairs> {
  const { host, session, random, signal, onProgress } = request;
  const now = (): number => elapsedWithoutWaitsMs(host, session.lock);
  const profiler = differentialProfiler(host);
  const planned = scheduleProfiledPair(request.scenario);
  const { scenario } = planned;
  let { plan } = planned;
  let startedMs = now();
  let given: Failure | null = null;
  const pairs: ProfiledTrialPair[] = [];
  let longestMs = 0;
  while (pairs.length < request.pairs && !signal.aborted) {
    const beginMs = now();
    const limitMs = pairs.length < request.fewestPairs ? request.maxTimeMs : request.timeMs;
    // A pair that would probably exceed the limit is not started.
    if (beginMs - startedMs + longestMs > limitMs) break;
    const kind = { number: pairs.length, stage: 'screen', warmup: false, pass: 'profile' } as const;
    const pair = randomizeTrialPair(kind, random);
    const subject: ProfiledPairOptions = { ...request, scenario, plan, profiler };
    const taken = await held(session, scenario, signal, () => profileTrialPair(subject, pair));
    if (taken === null) break;
    const isFailed = 'reason' in taken;
    // As in the comparison: trials run apart if they interfere with each other, or may share a
    // server unnoticed.
    if (
      isConcurrentSchedule(plan) &&
      (isFailed ? pairs.length === 0 : hasOpenConnections(taken.trials))
    ) {
      plan = { ...plan, isApart: true };
      pairs.length = 0;
      if (isFailed) given = taken;
      // Time lost on the concurrent attempt does not count as profiling time.
      startedMs = now();
      continue;
    }
    if (isFailed) return { pairs, failure: taken };
    pairs.push(taken);
    longestMs = Math.max(longestMs, now() - beginMs);
    const counts = { pairs: pairs.length, most: request.pairs };
    onProgress({ type: 'pair-profiled', scenario: scenario.name, ...counts });
  }
  return { pairs, failure: pairs.length === 0 ? given : null };
}

/** null: interrupted while the machine was waited for. */
async function held<T>(
  { lock }: Pick<MeasurementSession, 'lock'>,
  { name }: Scenario,
  signal: AbortSignal,
  take: () => Promise<T>,
): Promise<T | null> {
  try {
    return await lock.hold(name, take, signal);
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

/** Twice V8's own rate: units are short, and the cost is the same on both sides. */
const INTERVAL_US = 500;
/** A longer gap between samples means that the thread waited for a processor. */
const LONGEST_SAMPLE_MS = (1.5 * INTERVAL_US) / 1_000;

/**
 * Creates the profiler of both sides, with a short sampling interval and a cap on the time of a
 * sample, so that time lost to other programs does not count.
 */
function differentialProfiler(host: Host): Profiler {
  return createCpuProfiler(host, {
    intervalUs: INTERVAL_US,
    longestSampleMs: LONGEST_SAMPLE_MS,
  });
}
