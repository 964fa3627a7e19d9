import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import type { ProfilingOverhead } from '../../harness/model/documents/profile-document.ts';
import { type Executor, type PlannedTrial, UnitFailure } from '../../harness/model/executor.ts';
import type {
  AttachedProfiler,
  ProfileResult,
  Profiler,
  TimeInterval,
} from '../../harness/model/program/profiler.ts';
import type { ProgressListener } from '../../harness/model/progress-event.ts';
import { primaryMetric, type Scenario } from '../../harness/model/scenario/scenario.ts';
import type { CompletedTrial, Failure, Trial } from '../../harness/model/trial.ts';
import { SEED_LIMIT } from '../../harness/model/value/max-v8-random-seed.ts';
import { beginTrial } from '../../harness/sampling/measure-trial.ts';
import { median } from '../../harness/stats/descriptive-statistics.ts';
import { medianInterval } from '../../harness/stats/quantile-confidence-interval.ts';
import type { Random } from '../../harness/stats/seeded-random.ts';
import {
  attachProfilerToScenario,
  resolveNodeOptions,
} from '../../profilers/attach-profiler-to-scenario.ts';
import type { MeasurementSession } from '../project/lock-and-inspect-machine-for-measurement.ts';

/** A scenario whose trials are observed. */
export interface ObservedScenario {
  readonly host: Host;
  readonly scenario: Scenario;
  readonly executor: Executor;
  readonly session: MeasurementSession;
  /** For files that do not outlive the command. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly onProgress: ProgressListener;
}

interface ProfileSubject extends ObservedScenario {
  readonly profiler: Profiler;
}

/** Results of trials with and without a profiler. */
export interface ProfiledTrials {
  readonly profiles: readonly ProfileResult[];
  /** Primary metric, profiled / plain. */
  readonly ratios: readonly number[];
  /** Trials that were profiled, in the order of the profiles. */
  readonly trials: readonly CompletedTrial[];
  /** Trials of the same pairs without a profiler. */
  readonly plain: readonly CompletedTrial[];
  readonly failure: Failure | null;
  /** True if the program succeeded but left no profile. */
  readonly isProfilerMissing: boolean;
}

const CONFIDENCE = 0.95;

/**
 * Runs pairs of a profiled and a plain trial one after the other, each in random order; the first
 * failure ends the series.
 * @param offset - Number of pairs run before, with another profiler.
 */
export async function profileAgainstPlainTrials(
  subject: ProfileSubject,
  count: number,
  offset: number,
  random: Random,
): Promise<ProfiledTrials> {
  const profiles: ProfileResult[] = [];
  const ratios: number[] = [];
  const trials: CompletedTrial[] = [];
  const plain: CompletedTrial[] = [];
  const ended = (failure: Failure | null, isProfilerMissing = false): ProfiledTrials => ({
    profiles,
    ratios,
    trials,
    plain,
    failure,
    isProfilerMissing,
  });
  const metric = primaryMetric(subject.scenario);
  let done = 0;
  for (let pair = offset; pair < offset + count && !subject.signal.aborted; pair += 1) {
    const seed = 1 + random.integer(SEED_LIMIT - 1);
    const isProfiledFirst = random.integer(2) === 1;
    const values: { plain?: number; profiled?: number } = {};
    for (const isProfiled of [isProfiledFirst, !isProfiledFirst]) {
      const planned: PlannedTrial = {
        index: 2 * pair + (isProfiled ? 1 : 0),
        warmup: false,
        side: 'a',
        pair,
        slot: 0,
        seed,
        ...(isProfiled && { pass: 'profile' }),
      };
      const { trial, profile } = await runObservedTrial(
        subject,
        planned,
        isProfiled ? subject.profiler.attach : null,
      );
      done += 1;
      const leftMs = trial.durationMs * (2 * count - done);
      const { name } = subject.scenario;
      subject.onProgress({ type: 'trial-finished', scenario: name, trial, done, leftMs });
      if (trial.state === 'aborted') return ended(null);
      if (trial.state === 'failed') {
        if (!isProfiled) return ended(trial.failure);
        const { pass: _, ...unprofiled } = { ...planned, index: planned.index - 1 };
        const takePlain = async () => (await runObservedTrial(subject, unprofiled, null)).trial;
        const isKnown = plain.length > 0;
        const { id } = subject.profiler;
        return ended(await attributeProfilerFailure(trial.failure, id, isKnown ? null : takePlain));
      }
      if (profile !== null && 'reason' in profile) return ended(profile, true);
      if (profile === null) plain.push(trial);
      else {
        profiles.push(profile);
        trials.push(trial);
      }
      values[isProfiled ? 'profiled' : 'plain'] = trial.measurements[metric] ?? Number.NaN;
    }
    const ratio = (values.profiled ?? Number.NaN) / (values.plain ?? Number.NaN);
    if (Number.isFinite(ratio) && ratio > 0) ratios.push(ratio);
  }
  return ended(null);
}

/** An observer attached to one trial. */
interface Attached<Seen> extends Pick<AttachedProfiler, 'env' | 'wrap' | 'begin'> {
  readonly read: (stretch: TimeInterval) => Promise<Seen>;
}

/** A trial and what was observed while measuring; null: nothing attached, or the trial failed. */
interface AttachedTrial<Seen> {
  readonly trial: Trial;
  readonly profile: Seen | Failure | null;
  readonly stretch: TimeInterval;
}

/**
 * Runs one trial with an observer attached.
 * @param attach - null: a plain trial.
 */
export async function runObservedTrial<Seen>(
  { host, scenario, executor, session, folder, signal }: ObservedScenario,
  planned: PlannedTrial,
  attach: ((folder: string, nodeOptions: string | undefined) => Attached<Seen>) | null,
): Promise<AttachedTrial<Seen>> {
  const own = join(folder, `profile-${planned.index}`);
  host.files.makeFolder(own);
  const attached = attach?.(own, resolveNodeOptions(scenario, host.env)) ?? null;
  const measured =
    attached === null ? scenario : attachProfilerToScenario(scenario, attached, planned.seed);
  return session.lock.hold(
    scenario.name,
    async () => {
      const open = beginTrial(host, executor, measured, planned, { folder, signal });
      await open.open();
      await attached?.begin?.();
      const fromMs = host.clock.monotonicMs();
      await open.measure({ index: 0, durationMs: null });
      const toMs = host.clock.monotonicMs();
      const trial = await open.end();
      const stretch = { fromMs, toMs };
      if (attached === null || trial.state !== 'completed') {
        return { trial, profile: null, stretch };
      }
      const profile = await attached.read(stretch).catch(failureOf);
      host.files.remove(own);
      return { trial, profile, stretch };
    },
    signal,
  );
}

function failureOf(error: unknown): Failure {
  if (error instanceof UnitFailure) return error.failure;
  throw error;
}

/** Returns the overhead of profiling; null: no pair was completed. */
export function measureProfilingOverhead(
  scenario: Scenario,
  { ratios }: ProfiledTrials,
): ProfilingOverhead | null {
  if (ratios.length === 0) return null;
  const { low, high } = medianInterval(ratios, CONFIDENCE);
  const metric = primaryMetric(scenario);
  return { metric, ratio: median(ratios), low, high, pairs: ratios.length };
}

/**
 * Returns the failure of a profiled trial, attributed to the profiler if a plain trial succeeds.
 * @param takePlain - Runs a plain trial; null: one has already succeeded.
 */
export async function attributeProfilerFailure(
  failure: Failure,
  profiler: string,
  takePlain: (() => Promise<Trial>) | null,
): Promise<Failure> {
  const plain = await takePlain?.();
  if (plain?.state === 'failed') return plain.failure;
  if (plain?.state === 'aborted') return failure;
  const remedy = `Use another profiler (\`--with\`), or find out why the program fails under this profiler. ${failure.remedy ?? ''}`;
  return {
    ...failure,
    message: `${failure.message}; this happens only under the profiler ${profiler}`,
    remedy: remedy.trim(),
  };
}
