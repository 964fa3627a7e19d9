import { join } from 'node:path';
import { type ComparisonReport, type Host, measure } from 'perf-harness/plugin';
import type { AuditReport } from '../../audit/index.ts';
import type { AuditLines } from '../../investigate/index.ts';
import type {
  checkChanges,
  composeWorkers,
  missingIndexes,
  openWorktrees,
  Worktree,
} from '../../optimize/index.ts';
import { sortByUserPriority } from '../coordinate/list-and-record-user-decisions.ts';
import { currentChangeTask, type SessionState } from '../coordinate/workstream-state-from-tasks.ts';
import { artifactFolder, planningWorkstream } from '../session/session-artifact-paths.ts';
import type { Task, TaskWithStatus } from '../session/session-task.ts';
import type { CompletedWork } from '../session/task-completion.ts';
import type { TeamStore } from '../store/team-session-store.ts';
import type { Plan } from '../strategist/optimization-plan.ts';
import { readAssignment } from '../strategist/read-assigned-plan.ts';
import type { ProfiledScenario, WorkerFiles } from './worker-settings-profile-and-change-files.ts';

export interface WorkerDependencies {
  /** Proposes changes for a map, from built-in rules and programs of the user. */
  readonly generate: ReturnType<typeof composeWorkers>['generate'];
  readonly check: ReturnType<typeof checkChanges>;
  /** Measures two folders live. Default: the public comparison. */
  readonly compare?: typeof compareSides;
  readonly audit: AuditLines;
  /** Audits all that a commit has. */
  readonly auditAll: (commit: string) => Promise<AuditReport>;
  /** Stored query plans of the project. */
  readonly database: Parameters<typeof missingIndexes>[1];
}

export interface TaskContext extends SessionState {
  readonly host: Host;
  /** The project that the user works in, absolute; it is only read. */
  readonly root: string;
  readonly store: TeamStore;
  readonly work: WorkerFiles;
  readonly task: TaskWithStatus<'in_progress'>;
  readonly dependencies: WorkerDependencies;
  /** Worktrees of the task at the common base commit; removed when it ends. */
  readonly worktrees: Awaited<ReturnType<typeof openWorktrees>>;
  readonly signal: AbortSignal;
}

/** Fields of a completion that the role provides. */
export type RoleCompletion = Pick<CompletedWork, 'outcome' | 'verification'> &
  Partial<
    Pick<CompletedWork, 'ref' | 'key_findings' | 'decisions' | 'files_modified' | 'consensus'>
  >;

export function createCompletion(
  { task }: Pick<TaskContext, 'task'>,
  completion: RoleCompletion,
): CompletedWork {
  const defaults = { ref: null, key_findings: [], decisions: [], files_modified: [] };
  const common = { status: 'completed', task_id: task.id, artifact_path: task.expected } as const;
  return { ...defaults, ...common, ...completion };
}

/**
 * Improvements assigned to the task's workstream (TPO-01), in the order that a person gave at CP-2:
 * a branch's part already has its priority, a whole plan is as its strategist wrote it.
 * @throws UserError where there is no plan that can be used.
 */
export function readTaskAssignment(context: TaskContext): Plan {
  const { lane } = context.task;
  return sortByUserPriority(
    context,
    planningWorkstream(lane),
    readAssignment(context.host.files, context.store.paths.folder, lane),
  );
}

export function writeArtefact(
  { host, store, task }: TaskContext,
  name: string,
  text: string,
): void {
  host.files.writeAtomic(join(store.paths.artefact(artifactFolder(task.lane)), name), text);
}

export function formatJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

export function isProjectPath({ host, root }: Worktree, word: string): boolean {
  const path = join(root, word);
  return host.files.isFile(path) || host.files.isFolder(path);
}

/** Returns the test command as typed in a shell; null if the project has no tests. */
export function findTestCommand({ host }: TaskContext, { root }: Worktree): string | null {
  return measure.findSuiteCommand(host, root);
}

/** The commit that is measured and reviewed in a task's workstream. */
export function findChangeCommit(context: TaskContext): string {
  const changeTask = findChangeTask(context);
  const ref = changeTask?.status === 'completed' ? changeTask.completion.ref : null;
  if (ref !== null) return ref;
  throw new Error(`${context.task.id} has no change to inspect`);
}

/** Returns the task whose change is measured and reviewed. */
export function findChangeTask(context: TaskContext): Task | undefined {
  return (
    context.task.needs.map((id) => context.tasks.get(id)).find(isOptimizer) ??
    currentChangeTask(context, context.task.lane)
  );
}

function isOptimizer(task: { readonly role: string } | undefined): boolean {
  return task?.role === 'optimizer';
}

/** Label of a team's measurement, for other commands that wait for the lock. */
const LABEL = 'perf-harness team';

/**
 * Measures both sides in separate folders, alternating, under the lock of the machine (TEAM-33).
 * @param metric - Deciding metric. Default: those of each scenario.
 */
export function compareSides(
  { signal }: { readonly signal: AbortSignal },
  base: string,
  head: string,
  scenarios: readonly Pick<ProfiledScenario, 'scenario'>[],
  metric: string | null,
): Promise<ComparisonReport> {
  const targets = scenarios.map(({ scenario }) => scenario);
  return measure.compare({
    base,
    head,
    cwd: head,
    label: LABEL,
    targets,
    explain: false,
    signal,
    ...(metric !== null && { decideBy: [metric] }),
  });
}
