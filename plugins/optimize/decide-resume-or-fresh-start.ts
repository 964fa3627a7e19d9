import { UserError } from 'perf-harness/plugin';
import type { RunState, State } from './optimization-loop-state.ts';
import { findResumePhase, hasFailedEarly, isFinished } from './optimization-loop-state-updates.ts';

export interface ResumeChoice {
  readonly resume: boolean;
  readonly fresh: boolean;
  /** Prompts the user; null in a non-interactive run. */
  readonly ask: ((question: string) => Promise<boolean>) | null;
}

/** `Resume from cycle 2, phase 4_research?` */
export function resumeQuestion(state: State): string {
  return `Resume from cycle ${state.current_cycle}, phase ${findResumePhase(state) ?? '11_meta'}?`;
}

/**
 * Decides whether to resume an unfinished loop or to start a new one (OPT-20).
 * @param found - Stored state; null if there is none.
 * @returns The state to resume; null: start fresh.
 * @throws UserError if neither a flag nor a prompt can decide it.
 */
export async function decideResume(
  found: State | null,
  { resume, fresh, ask }: ResumeChoice,
): Promise<RunState | null> {
  if (resume && fresh) {
    throw usage('--resume and --fresh are mutually exclusive.', 'Pass only one of them.');
  }
  if (fresh) return null;
  const open = found === null || isFinished(found) ? null : found;
  if (open === null || !isOurs(open)) {
    if (resume) throw usage('No loop to resume for this target.', 'Remove --resume.');
    return null;
  }
  if (resume) return open;
  // There is nothing worth resuming, and the cause of the failure has probably been fixed.
  if (hasFailedEarly(open)) return null;
  const question = resumeQuestion(open);
  if (ask === null) {
    throw usage(
      `An unfinished loop for this target exists. ${question}`,
      'Pass --resume or --fresh.',
    );
  }
  if (await ask(question)) return open;
  if (await ask('Start fresh?')) return null;
  throw usage('Neither option was chosen; nothing was done.', 'Pass --resume or --fresh.');
}

/** States of other programs have no facts of a run to go on with. */
function isOurs(state: State): state is RunState {
  return state.run !== undefined;
}

function usage(message: string, remedy: string): UserError {
  return new UserError({ code: 'resume-or-fresh', message, remedy });
}
