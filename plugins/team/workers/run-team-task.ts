import { type Config, configuration, type Host, UserError } from 'perf-harness/plugin';
import { type AuditReport, auditCommit } from '../../audit/index.ts';
import {
  checkChanges,
  composeWorkers,
  openWorktrees,
  optimizeSettings,
} from '../../optimize/index.ts';
import { combineBranches } from '../combine/combine-and-measure-passed-branches.ts';
import { readRoleOutcome } from '../coordinate/workstream-state-from-tasks.ts';
import { namespaceName, planningWorkstream } from '../session/session-artifact-paths.ts';
import type { TaskWithStatus } from '../session/session-task.ts';
import {
  type CompletedWork,
  type Completion,
  failedCompletion,
} from '../session/task-completion.ts';
import { isRoundTask, parseTaskPrefix } from '../session/workstream.ts';
import { openTeamStore } from '../store/team-session-store.ts';
import { runBenchmarkTask } from './benchmark-task.ts';
import { runFixTask } from './fix-task.ts';
import { runImplementTask } from './implement-task.ts';
import { runProfileTask } from './profile-task.ts';
import { runReviewTask } from './review-task.ts';
import { runStrategyTask } from './strategy-task.ts';
import { openWorkerFiles } from './worker-settings-profile-and-change-files.ts';
import {
  createCompletion,
  type TaskContext,
  type WorkerDependencies,
} from './worker-task-context.ts';

export interface TaskRequest {
  /** The project that the user works in, absolute. */
  readonly root: string;
  readonly session: string;
  readonly task: string;
  readonly attempt: number;
  readonly signal: AbortSignal;
}

/**
 * Runs a task claimed by the coordinator, from the files on disk alone; a failure is reported in
 * its answer. The user's tree is only read.
 * @throws UserError where the task does not belong to this worker (TPW-05).
 */
export async function runTask(
  host: Host,
  dependencies: WorkerDependencies,
  request: TaskRequest,
): Promise<Completion> {
  const { root, session: id, signal } = request;
  const store = openTeamStore(host, root, id);
  const { session, tasks } = await store.read();
  const task = requireClaimedTask(tasks.get(request.task), request);
  const start = session.base_commit ?? 'HEAD';
  try {
    const slug = `team-${task.id.toLowerCase()}`;
    const worktrees = await openWorktrees(host, { root, slug, cycle: 1, start, signal });
    try {
      const work = openWorkerFiles(host, store.paths);
      const state = { session, tasks, task, store, work };
      return await findTaskRunner(task)({ host, root, ...state, dependencies, worktrees, signal });
    } finally {
      await worktrees.close();
    }
  } catch (error) {
    signal.throwIfAborted();
    // A problem with the target or the plan is reported as an outcome; a defect of perf-harness is
    // thrown.
    if (!(error instanceof UserError)) throw error;
    return failedCompletion(task, error.message, error.remedy === undefined ? [] : [error.remedy]);
  }
}

function requireClaimedTask(
  task: { readonly id: string; readonly status: string; readonly attempt: number } | undefined,
  { task: id, attempt }: TaskRequest,
): TaskWithStatus<'in_progress'> {
  if (task?.status === 'in_progress' && task.attempt === attempt) {
    // Sound: the status implies the type.
    return task as TaskWithStatus<'in_progress'>;
  }
  throw new UserError({
    code: 'team-not-claimed',
    message: `${id} is not assigned to this worker: ${task === undefined ? 'there is no such task' : `it is ${task.status}, attempt ${task.attempt}`}.`,
    remedy:
      'Let the coordinator start the workers, with perf-harness team run or perf-harness team resume.',
  });
}

function findTaskRunner(
  task: TaskWithStatus<'in_progress'>,
): (context: TaskContext) => Promise<Completion> {
  switch (parseTaskPrefix(task.id)) {
    case 'PROFILE':
      return runProfileTask;
    case 'STRATEGY':
      return isRoundTask(task.id, task.lane) ? runReevaluationTask : runStrategyTask;
    case 'IMPL':
      return runImplementTask;
    case 'FIX':
      return runFixTask;
    case 'BENCH':
      return runBenchmarkTask;
    default:
      return runReviewTask;
  }
}

/**
 * Reassesses a rejected change: its improvement remains the goal, and the fix that follows tries
 * each of its changes separately. The overall plan stays as it is.
 */
async function runReevaluationTask(context: TaskContext): Promise<CompletedWork> {
  const { task, session, tasks, work } = context;
  const workstream = planningWorkstream(task.lane);
  const changesByOptimization = await work.changes(workstream);
  const branch = session.branches.find(({ id }) => id === task.lane);
  const ids = branch === undefined ? Object.keys(changesByOptimization) : [branch.opt_id];
  const changes = ids.flatMap((id) => changesByOptimization[id] ?? []);
  const planned = [...tasks.values()]
    .filter((task) => task.lane === workstream && task.role === 'strategist')
    .map((task) => readRoleOutcome(task, 'strategist'))
    .find((outcome) => outcome !== null);
  const optimizations = (planned?.optimizations ?? []).filter(({ id }) => ids.includes(id));
  const text = `each of the ${changes.length} changes was tried separately: ${changes.map(({ id }) => id).join(', ')}`;
  await context.store.updateNamespace(namespaceName('strategist', task.lane), (before) =>
    task.lane === workstream ? before : { reevaluated: ids, rejected_for: task.context.feedback },
  );
  return createCompletion(context, {
    outcome: {
      role: 'strategist',
      plan: planned?.plan ?? '',
      optimizations,
      optimization_count: optimizations.length,
    },
    verification: `analysed ${task.context.feedback.length} reasons for the rejection`,
    decisions: [text],
  });
}

/**
 * Runs a worker with the arguments `<session> <task> <attempt>`, as the coordinator has claimed the
 * task; everything else is read from the session folder. The task `combine` measures the
 * combination of the passed branches.
 */
export async function runTaskProcess(
  host: Host,
  args: readonly string[],
  signal: AbortSignal,
): Promise<unknown> {
  const [session = '', task = '', attempt = ''] = args;
  const config = await configuration.loadConfig(host, host.cwd);
  const { root } = config;
  if (task === 'combine') return combineBranches(host, { root, session, signal });
  const request = { root, session, task, attempt: Number(attempt), signal };
  return runTask(host, partsOf(host, config, signal), request);
}

function partsOf(host: Host, config: Config, signal: AbortSignal): WorkerDependencies {
  const { root } = config;
  const context = { host, config, signal, progress: { measuring: () => undefined } };
  const audit = (from: string | null, to: string): Promise<AuditReport> =>
    auditCommit(context, { repository: root, from, to });
  return {
    generate: composeWorkers(host, config).generate,
    check: checkChanges(host),
    database: { root, ...optimizeSettings(host, config).database },
    audit: (from, to) => audit(from, to),
    auditAll: (commit) => audit(null, commit),
  };
}
