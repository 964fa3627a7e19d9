import { type Host, UserError } from 'perf-harness/plugin';
import { openWorktrees } from '../../optimize/index.ts';
import { outcomeOf } from '../coordinate/lane-state.ts';
import type { CompletedWork, Completion } from '../session/completion.ts';
import { namespaceOf, planningLane } from '../session/folders.ts';
import { turnOf } from '../session/lane.ts';
import { prefixOf } from '../session/roles.ts';
import type { TaskIn } from '../session/task.ts';
import { openTeamStore } from '../store/team-store.ts';
import { benchWork } from './bench-work.ts';
import { failedWork } from './failed-work.ts';
import { fixWork } from './fix-work.ts';
import { implementWork } from './implement-work.ts';
import { profileWork } from './profile-work.ts';
import { reviewWork } from './review-work.ts';
import { completed, type Scene, type WorkParts } from './scene.ts';
import { strategyWork } from './strategy-work.ts';
import { openWorkFiles } from './work-files.ts';

/** Task to do, and the claim for it. */
export interface TaskRequest {
  /** The project that the user works in, absolute. */
  readonly root: string;
  readonly session: string;
  readonly task: string;
  readonly attempt: number;
  readonly signal: AbortSignal;
}

/**
 * Does one task that the coordinator has claimed, from what is on the disk alone; what cannot be done is
 * its answer. It reads the user's tree, and changes nothing of it.
 * @throws UserError where the task is not its to do (TPW-05).
 */
export async function doTask(
  host: Host,
  parts: WorkParts,
  request: TaskRequest,
): Promise<Completion> {
  const { root, session: id, signal } = request;
  const store = openTeamStore(host, root, id);
  const { session, tasks } = await store.read();
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const task = claimedTask(byId.get(request.task), request);
  const start = session.base_commit ?? 'HEAD';
  try {
    const slug = `team-${task.id.toLowerCase()}`;
    const worktrees = await openWorktrees(host, { root, slug, cycle: 1, start, signal });
    try {
      const work = openWorkFiles(host, store.paths);
      const scene = {
        host,
        root,
        store,
        work,
        session,
        tasks: byId,
        task,
        parts,
        worktrees,
        signal,
      };
      return await workOf(task)(scene);
    } finally {
      await worktrees.close();
    }
  } catch (error) {
    signal.throwIfAborted();
    // A problem with the target or the plan is reported as an outcome; a defect of perf-harness is
    // thrown.
    if (!(error instanceof UserError)) throw error;
    return failedWork(task, error.message, error.remedy === undefined ? [] : [error.remedy]);
  }
}

function claimedTask(
  task: { readonly id: string; readonly status: string; readonly attempt: number } | undefined,
  { task: id, attempt }: TaskRequest,
): TaskIn<'in_progress'> {
  if (task?.status === 'in_progress' && task.attempt === attempt) {
    // Sound: the status implies the type.
    return task as TaskIn<'in_progress'>;
  }
  throw new UserError({
    code: 'team-not-claimed',
    message: `${id} is not claimed for this worker: ${task === undefined ? 'there is no such task' : `it is ${task.status}, attempt ${task.attempt}`}.`,
    remedy: 'Workers are started by the coordinator: perf-harness team run, or team resume.',
  });
}

function workOf(task: TaskIn<'in_progress'>): (scene: Scene) => Promise<Completion> {
  switch (prefixOf(task.id)) {
    case 'PROFILE':
      return profileWork;
    case 'STRATEGY':
      return turnOf(task.id, task.lane).kind === 'round' ? reevaluateWork : strategyWork;
    case 'IMPL':
      return implementWork;
    case 'FIX':
      return fixWork;
    case 'BENCH':
      return benchWork;
    default:
      return reviewWork;
  }
}

/**
 * Reassesses a rejected change: its improvement remains the goal, and the fix that follows tries
 * each of its changes separately. The overall plan stays as it is.
 */
async function reevaluateWork(scene: Scene): Promise<CompletedWork> {
  const { task, session, tasks, work } = scene;
  const lane = planningLane(task.lane);
  const madeOf = await work.madeOf(lane);
  const branch = session.branches.find(({ id }) => id === task.lane);
  const ids = branch === undefined ? Object.keys(madeOf) : [branch.opt_id];
  const changes = ids.flatMap((id) => madeOf[id] ?? []);
  const planned = [...tasks.values()]
    .filter((task) => task.lane === lane && task.role === 'strategist')
    .map((task) => outcomeOf(task, 'strategist'))
    .find((outcome) => outcome !== null);
  const optimizations = (planned?.optimizations ?? []).filter(({ id }) => ids.includes(id));
  const text = `of ${changes.length} changes each is tried by itself: ${changes.map(({ id }) => id).join(', ')}`;
  await scene.store.updateNamespace(namespaceOf('strategist', task.lane), (before) =>
    task.lane === lane ? before : { reevaluated: ids, rejected_for: task.context.feedback },
  );
  return completed(scene, {
    outcome: {
      role: 'strategist',
      plan: planned?.plan ?? '',
      optimizations,
      optimization_count: optimizations.length,
    },
    verification: `looked at ${task.context.feedback.length} reasons for the rejection`,
    decisions: [text],
  });
}
