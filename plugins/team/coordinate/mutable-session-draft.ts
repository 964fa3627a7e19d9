import {
  expectedArtifact,
  NAMESPACES_FOLDER,
  namespaceName,
} from '../session/session-artifact-paths.ts';
import {
  hasEnded,
  TASK_SCHEMA,
  type Task,
  type TaskDescription,
  type TaskWithStatus,
  toTaskDescription,
} from '../session/session-task.ts';
import type { Session } from '../session/team-session.ts';
import {
  isBranch,
  isPipeline,
  ROLE_BY_PREFIX,
  type TaskPosition,
  type TaskPrefix,
  taskId,
  type Workstream,
} from '../session/workstream.ts';
import { INSTRUCTIONS } from './build-worker-task-instructions.ts';

/**
 * Mutable copy of a session while one event is applied. The original stays unchanged, so that a
 * step is a pure function for its callers.
 */
export interface SessionDraft {
  session: Session;
  readonly tasks: Map<string, Task>;
  /** Ids of tasks to write, in order of their first change. */
  readonly touched: Set<string>;
  /** Texts by their path, relative to the session folder. */
  readonly artefacts: Map<string, string>;
  readonly at: string;
  /** Number of changes so far. */
  changes: number;
}

export function openDraft(
  { session, tasks }: { readonly session: Session; readonly tasks: ReadonlyMap<string, Task> },
  at: string,
): SessionDraft {
  const none = { touched: new Set<string>(), artefacts: new Map<string, string>() };
  return { session, tasks: new Map(tasks), ...none, at, changes: 0 };
}

export function updateSession(draft: SessionDraft, changes: Partial<Session>): void {
  draft.session = { ...draft.session, ...changes };
  draft.changes += 1;
}

export function putTask(draft: SessionDraft, task: Task): void {
  draft.tasks.set(task.id, task);
  draft.touched.add(task.id);
  draft.changes += 1;
}

export function addNote(draft: SessionDraft, text: string): void {
  const { notes } = draft.session;
  if (!notes.includes(text)) updateSession(draft, { notes: [...notes, text] });
}

export function closeTask(
  draft: SessionDraft,
  task: Task,
  reason: string,
  cause: 'own' | 'blocked' | 'superseded',
): void {
  putTask(draft, {
    ...toTaskDescription(task),
    ...taskEndFields(draft),
    status: 'failed',
    reason,
    cause,
  });
}

/** When a task ends that ends now. */
export function taskEndFields({
  at,
  tasks,
}: SessionDraft): Pick<TaskWithStatus<'completed'>, 'ended_at' | 'end_seq'> {
  const ended = [...tasks.values()].filter(hasEnded).map(({ end_seq: seq }) => seq);
  return { ended_at: at, end_seq: 1 + ended.reduce((last, seq) => Math.max(last, seq), 0) };
}

export interface TaskSpec {
  readonly prefix: TaskPrefix;
  readonly workstream: Workstream;
  readonly position: TaskPosition;
  readonly needs: readonly string[];
  readonly scope: readonly string[];
  readonly feedback?: readonly string[];
}

/** Returns the task with an id, created if it is missing; no other function creates tasks. */
export function ensureTask(draft: SessionDraft, spec: TaskSpec): Task {
  const id = taskId(spec.prefix, spec.workstream, spec.position);
  const existing = draft.tasks.get(id);
  if (existing !== undefined) return existing;
  const created: Task = { ...describe(draft, id, spec), status: 'pending' };
  putTask(draft, created);
  return created;
}

function describe(draft: SessionDraft, id: string, spec: TaskSpec): TaskDescription {
  const { prefix, workstream, needs, scope, feedback = [] } = spec;
  const role = ROLE_BY_PREFIX[prefix];
  const isEditor = role === 'optimizer';
  // Permitted edits of the code (TEAM-01).
  const edits = isEditor
    ? 'Edit only files in scope, and change as little as possible.'
    : 'Do not edit source files.';
  const { purpose, success, steps, constraints } = INSTRUCTIONS[prefix];
  const upstream = needs.flatMap((need) => draft.tasks.get(need)?.expected ?? []);
  return {
    schema: TASK_SCHEMA,
    id,
    seq: seqFor(draft, id),
    role,
    session: draft.session.id,
    lane: workstream,
    ...(isBranch(workstream) && { branch_id: workstream }),
    ...(isPipeline(workstream) && { pipeline_id: workstream }),
    needs: [...needs],
    attempt: 0,
    lost: 0,
    purpose,
    success,
    steps: [...steps],
    constraints: [edits, ...constraints],
    context: {
      scope: [...scope],
      upstream_artifacts: [...new Set(upstream)],
      feedback: [...feedback, ...draft.session.feedback],
      shared_memory: `${NAMESPACES_FOLDER}/${namespaceName(role, workstream)}.json`,
    },
    expected: expectedArtifact(prefix, role, workstream),
    // A single process of the role does all of its tasks.
    inner_loop: isEditor,
  };
}

/** Returns a new task's sequence number; a recreated task precedes those that depend on it. */
function seqFor({ tasks }: SessionDraft, id: string): number {
  const all = [...tasks.values()];
  const needing = all.filter(({ needs }) => needs.includes(id));
  if (needing.length > 0) return Math.min(...needing.map(({ seq }) => seq));
  return 1 + all.reduce((highest, { seq }) => Math.max(highest, seq), 0);
}

export function setTaskScope(
  draft: SessionDraft,
  task: TaskWithStatus<'pending'>,
  scope: readonly string[],
): void {
  const before = task.context.scope;
  if (before.length === scope.length && before.every((path, at) => path === scope[at])) return;
  putTask(draft, { ...task, context: { ...task.context, scope: [...scope] } });
}

/** Returns the matching task that was created last and has not been superseded. */
export function findLatestTask(
  { tasks }: { readonly tasks: ReadonlyMap<string, Task> },
  fits: (task: Task) => boolean,
): Task | undefined {
  let found: Task | undefined;
  for (const task of tasks.values()) {
    if (!fits(task) || isSuperseded(task)) continue;
    if (found === undefined || task.seq > found.seq) found = task;
  }
  return found;
}

export function isSuperseded(task: Task): boolean {
  return task.status === 'failed' && task.cause === 'superseded';
}

export function supersedeTask(draft: SessionDraft, task: Task, by: Task): void {
  if (!hasEnded(task)) closeTask(draft, task, `replaced by ${by.id}`, 'superseded');
}
