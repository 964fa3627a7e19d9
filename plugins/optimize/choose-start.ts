import { UserError } from 'perf-harness/plugin';
import { hasFailedEarly, isOver, resumePoint } from './change-state.ts';
import type { RunState, State } from './state.ts';

export interface StartChoice {
  readonly resume: boolean;
  readonly fresh: boolean;
  /** null: nobody is there to ask. */
  readonly ask: ((question: string) => Promise<boolean>) | null;
}

/** `Resume from cycle 2, phase 4_research?` */
export function resumeQuestion(state: State): string {
  return `Resume from cycle ${state.current_cycle}, phase ${resumePoint(state) ?? '11_meta'}?`;
}

/**
 * Whether a loop that was begun goes on, or another one begins (OPT-20).
 * @param found - What is there; null: nothing.
 * @returns The state to go on with; null: start fresh.
 * @throws UserError where nobody can be asked and no flag says it.
 */
export async function chooseStart(
  found: State | null,
  { resume, fresh, ask }: StartChoice,
): Promise<RunState | null> {
  if (resume && fresh) {
    throw usage('--resume and --fresh exclude each other.', 'Give one of them.');
  }
  if (fresh) return null;
  const open = found === null || isOver(found) ? null : found;
  if (open === null || !isOurs(open)) {
    if (resume) throw usage('There is no loop to resume for this target.', 'Leave --resume out.');
    return null;
  }
  if (resume) return open;
  // Nothing of it is worth going on with, and what it failed by has probably been mended.
  if (hasFailedEarly(open)) return null;
  const question = resumeQuestion(open);
  if (ask === null) {
    throw usage(
      `A loop for this target was begun and is not over. ${question}`,
      'Say --resume or --fresh.',
    );
  }
  if (await ask(question)) return open;
  if (await ask('Start fresh?')) return null;
  throw usage('Nothing was chosen, and nothing was done.', 'Say --resume or --fresh.');
}

/** States of other programs have no facts of a run to go on with. */
function isOurs(state: State): state is RunState {
  return state.run !== undefined;
}

function usage(message: string, remedy: string): UserError {
  return new UserError({ code: 'resume-or-fresh', message, remedy });
}
