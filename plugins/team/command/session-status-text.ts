import { display, EXIT, type Host, type Outcome } from 'perf-harness/plugin';
import { computeAggregateResults } from '../coordinate/aggregate-team-session-results.ts';
import { isCheckpointPassed } from '../coordinate/list-and-record-user-decisions.ts';
import { isSuperseded } from '../coordinate/mutable-session-draft.ts';
import type { SessionState } from '../coordinate/workstream-state-from-tasks.ts';
import { collectReport } from '../document/create-team-report.ts';
import type { FoundSession, UserInputResult } from '../handle-user-input-to-session.ts';
import type { Task } from '../session/session-task.ts';
import { formatAcceptedChange } from '../session/task-completion.ts';
import {
  listPlanningWorkstreams,
  listWorkstreams,
  MAX_FIX_CYCLES,
  type Session,
} from '../session/team-session.ts';
import { MAIN_WORKSTREAM, type Workstream } from '../session/workstream.ts';

const WIDTH = 80;
const INDENT = 4;

const MARKS: Readonly<Record<Task['status'], string>> = {
  completed: '[DONE]',
  in_progress: '[RUN] ',
  pending: '[WAIT]',
  failed: '[FAIL]',
};

/** Session status: tasks by workstream, and what it waits for (TPC-11). At most 80 columns. */
export function statusText(state: SessionState): string {
  const { session } = state;
  const mode = session.resolved_mode ?? 'not determined yet';
  const modeText = session.parallel_mode === 'auto' ? `auto, ${mode}` : mode;
  const lanes = [...new Set([...listPlanningWorkstreams(session), ...listWorkstreams(session)])];
  return [
    `${session.team_name}: ${session.requirement}`,
    `${session.id}  ${session.status}  (${modeText})`,
    ...lanes.flatMap((workstream) => ['', ...laneLines(state, workstream)]),
    ...listed(
      'Deferred',
      session.deferred.map(({ id, title, priority }) => `${id} (${priority}): ${title}`),
    ),
    ...listed('Notes', session.notes),
    ...resultLines(state),
    ...questionLines(session),
  ]
    .map(cut)
    .join('\n');
}

/** Results of the workstreams in full: the gain as measured, or the reason why there is none. */
function resultLines(state: SessionState): readonly string[] {
  const { branches, overall } = computeAggregateResults(state);
  const results = Object.entries(branches).flatMap(([workstream, result]) => {
    const { status, improvement, reason, changes = [], dropped = [] } = result;
    if (status === 'working') return [];
    const detail = (status === 'passed' ? improvement : reason) ?? 'no details available';
    const parts = [...changes.map(formatAcceptedChange), ...dropped];
    const lines = [detail, ...parts].flatMap((text) => wrapped(text).map((line) => `    ${line}`));
    return [`  ${workstream} ${status}`, ...lines];
  });
  // Without any workstream, the session ended before workstreams were created.
  const none = results.length === 0 ? wrapped(overall.reason ?? '').map((line) => `  ${line}`) : [];
  const all = [...results, ...none].filter((line) => line.trim() !== '');
  return all.length === 0 ? [] : ['', 'Results', ...all];
}

function laneLines(state: SessionState, workstream: Workstream): readonly string[] {
  const tasks = [...state.tasks.values()]
    .filter((task) => task.lane === workstream && !isSuperseded(task))
    .toSorted((a, b) => a.seq - b.seq);
  const width = Math.max(0, ...tasks.map(({ id }) => id.length));
  return [
    headingOf(state.session, workstream),
    ...tasks.map((task) => {
      const place = `${MARKS[task.status]} ${task.id.padEnd(width)}  ${task.role.padEnd(11)}`;
      return `  ${place}  ${pointerOf(state, task)}`.trimEnd();
    }),
  ];
}

function headingOf(session: Session, workstream: Workstream): string {
  const cycles = `Fix Cycles: ${session.fix_cycles[workstream] ?? 0}/${MAX_FIX_CYCLES}`;
  if (workstream === MAIN_WORKSTREAM)
    return session.resolved_mode === 'single' ? `Tasks  ${cycles}` : 'Shared Stages';
  const branch = session.branches.find(({ id }) => id === workstream);
  const target = session.independent_targets.find(({ id }) => id === workstream)?.target ?? '';
  const name =
    branch === undefined
      ? `Pipeline ${workstream} (${target}`
      : `Branch ${workstream} (${branch.opt_id}: ${branch.title}`;
  const room = WIDTH - cycles.length - 3;
  return `${name.length > room ? `${name.slice(0, room - 1)}…` : name})  ${cycles}`;
}

/** Artefact of a task, its blockers, or the reason of its failure. */
function pointerOf(state: SessionState, task: Task): string {
  switch (task.status) {
    case 'completed':
      return `→ ${task.completion.artifact_path ?? task.completion.ref ?? task.expected}`;
    case 'in_progress':
      return `since ${task.started_at.slice(11, 19)}`;
    case 'failed':
      return `✗ ${task.reason}`;
    case 'pending': {
      const blockers = task.needs.filter((id) => {
        const need = state.tasks.get(id);
        return need?.status !== 'completed' || !isCheckpointPassed(state, need);
      });
      return blockers.length === 0
        ? ''
        : `← ${blockers.map((id) => blockerOf(state, id)).join(', ')}`;
    }
  }
}

/** A task, or the question about it. */
function blockerOf({ session, tasks }: SessionState, id: string): string {
  if (tasks.get(id)?.status !== 'completed') return id;
  return session.pending_decisions.find(({ about }) => about === id)?.id ?? id;
}

function listed(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', heading, ...lines.map((line) => `  ${line}`)];
}

function questionLines({ pending_decisions: pending }: Session): readonly string[] {
  if (pending.length === 0) return [];
  return [
    '',
    'Waiting for you',
    ...pending.flatMap(({ id, question, see }) => [
      `  ${id}`,
      ...wrapped(question).map((line) => `    ${line}`),
      ...(see === null ? [] : [`    see ${see}`]),
    ]),
  ];
}

/** Wraps text to lines that leave room for the indentation; longer words stay whole. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/u)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length + 1 <= WIDTH - INDENT) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}

function cut(line: string): string {
  const characters = [...line];
  return characters.length <= WIDTH ? line : `${characters.slice(0, WIDTH - 1).join('')}…`;
}

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
