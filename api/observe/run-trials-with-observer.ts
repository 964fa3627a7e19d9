import type { PlannedTrial } from '../../harness/model/executor.ts';
import type { TimeInterval } from '../../harness/model/program/profiler.ts';
import type { CompletedTrial, Failure } from '../../harness/model/trial.ts';
import { SEED_LIMIT } from '../../harness/model/value/max-v8-random-seed.ts';
import type { Random } from '../../harness/stats/seeded-random.ts';
import {
  type ObservedScenario,
  runObservedTrial,
} from './run-profiled-and-unprofiled-trial-pairs.ts';

/** A trial with the observations made during its measurement. */
export interface ObservedTrial<Seen> {
  readonly trial: CompletedTrial;
  readonly seen: Seen;
  readonly stretch: TimeInterval;
}

export interface ObservedTrials<Seen> {
  readonly trials: readonly ObservedTrial<Seen>[];
  /** null: none failed; if there are fewer trials than requested, they were interrupted. */
  readonly failure: Failure | null;
}

export interface ObservedTrialsRequest<Seen> {
  readonly attach: Parameters<typeof runObservedTrial<Seen>>[2];
  readonly count: number;
  /** Trials of the command that were taken before. */
  readonly offset: number;
  readonly random: Random;
}

/** Runs observed trials, without plain trials for comparison; the first failure ends the series. */
export async function runTrialsWithObserver<Seen extends object>(
  subject: ObservedScenario,
  { attach, count, offset, random }: ObservedTrialsRequest<Seen>,
): Promise<ObservedTrials<Seen>> {
  const { name } = subject.scenario;
  const trials: ObservedTrial<Seen>[] = [];
  for (let index = 0; index < count && !subject.signal.aborted; index += 1) {
    const planned: PlannedTrial = {
      index: offset + index,
      warmup: false,
      side: 'a',
      pair: offset + index,
      slot: 0,
      seed: 1 + random.integer(SEED_LIMIT - 1),
      pass: 'profile',
    };
    const { trial, profile, stretch } = await runObservedTrial(subject, planned, attach);
    const leftMs = trial.durationMs * (count - index - 1);
    subject.onProgress({ type: 'trial-finished', scenario: name, trial, done: index + 1, leftMs });
    if (trial.state === 'failed') return { trials, failure: trial.failure };
    if (profile === null || trial.state === 'aborted') break;
    if ('reason' in profile) return { trials, failure: profile };
    trials.push({ trial, seen: profile, stretch });
  }
  return { trials, failure: null };
}
