import type { CompletedTrial, Failure } from '../../harness/model/trial.ts';
import type { Random } from '../../harness/stats/random.ts';
import type { Instrumenter, TakenCalls } from '../../profilers/instrument/instrumenter.ts';
import { observeTrials } from '../observe/observe-trials.ts';
import type { ProfileSubject } from '../observe/profile-trials.ts';

/** A unit whose functions told their calls. */
export interface InstrumentedTrial {
  readonly trial: CompletedTrial;
  readonly calls: TakenCalls;
}

export interface TakenInstrumentedTrials {
  readonly trials: readonly InstrumentedTrial[];
  /** null: none failed; fewer than asked for were then interrupted. */
  readonly failure: Failure | null;
}

/** Runs of an instrumented program (P811-33). */
const RUNS = 3;

/**
 * Instrumented trials; the first one that fails ends it.
 * @param offset - Trials of the command that were taken before.
 */
export async function recordCalls(
  subject: Omit<ProfileSubject, 'profiler'>,
  { attach }: Instrumenter,
  offset: number,
  random: Random,
): Promise<TakenInstrumentedTrials> {
  const request = { attach, count: RUNS, offset, random };
  const { trials, failure } = await observeTrials<TakenCalls>(subject, request);
  return { trials: trials.map(({ trial, seen }) => ({ trial, calls: seen })), failure };
}
