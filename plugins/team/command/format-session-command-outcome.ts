import { display, EXIT, type Host, type Outcome } from 'perf-harness/plugin';
import type { SessionState } from '../coordinate/workstream-state-from-tasks.ts';
import { collectReport } from '../document/collect-team-report-from-files.ts';
import type { FoundSession, UserInputResult } from '../handle-user-input-to-session.ts';
import { statusText } from './session-status-text.ts';

/** A session as a command shows it: its tree of tasks, and its report as the document. */
export function sessionOutcome(host: Host, found: FoundSession) {
  return {
    exitCode: EXIT.ok,
    text: `${statusText(printableStanding(found))}\n`,
    document: collectReport(host, found),
  } satisfies Outcome;
}

/** Outcome after a person's input; resumable if there is work to do and no open question. */
export function userInputOutcome(host: Host, said: UserInputResult): Outcome {
  const outcome = sessionOutcome(host, said);
  const { id } = said.session;
  if (said.isForwarded) {
    const text = `input passed to the coordinator of ${id}, which is processing it now\n`;
    return { ...outcome, text };
  }
  const { status, counts } = outcome.document;
  const isToDo = status !== 'completed' && counts.open > 0;
  return isToDo ? { ...outcome, goesOnWith: { resume: id } } : outcome;
}

/** Makes titles and reasons of programs printable, since they must not move the cursor. */
function printableStanding({ session, tasks }: SessionState): SessionState {
  const printed = [...tasks.values()].map((task) => display.printableTexts(task));
  return {
    session: display.printableTexts(session),
    tasks: new Map(printed.map((task) => [task.id, task])),
  };
}
