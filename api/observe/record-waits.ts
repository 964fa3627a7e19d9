import type { Stretch } from '../../harness/model/program/profiler.ts';
import type { CompletedTrial, Failure } from '../../harness/model/trial.ts';
import type { Random } from '../../harness/stats/random.ts';
import { createWaitProfiler, type TakenWaits } from '../../profilers/waits/wait-profiler.ts';
import { observeTrials } from './observe-trials.ts';
import type { ProfileSubject } from './profile-trials.ts';

/** A unit that told what it waited for. */
export interface WaitingTrial {
  readonly trial: CompletedTrial;
  readonly waits: TakenWaits;
  readonly stretch: Stretch;
}

export interface TakenWaitingTrials {
  readonly trials: readonly WaitingTrial[];
  readonly failure: Failure | null;
}

/**
 * Trials that tell what they wait for; the first one that fails ends it.
 * @param offset - Trials of the command that were taken before.
 */
export async function recordWaits(
  subject: Omit<ProfileSubject, 'profiler'>,
  count: number,
  offset: number,
  random: Random,
): Promise<TakenWaitingTrials> {
  const { attach } = createWaitProfiler(subject.host);
  const request = { attach, count, offset, random };
  const { trials, failure } = await observeTrials<TakenWaits>(subject, request);
  return { trials: trials.map(({ seen, ...rest }) => ({ ...rest, waits: seen })), failure };
}
