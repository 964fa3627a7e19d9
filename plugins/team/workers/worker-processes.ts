import { type Host, processes } from 'perf-harness/plugin';
import type { WorkContext, Worker, Workers } from '../coordinate/run-team-session.ts';
import { MAX_LOST_WORKERS, type Task, type TaskWithStatus } from '../session/session-task.ts';
import { type Completion, completionSchema, failedCompletion } from '../session/task-completion.ts';
import type { Session } from '../session/team-session.ts';
import { listChangedFiles, type Repository } from './workstream-git-operations.ts';

export interface WorkerProcessesRequest {
  /** The project that the user works in, absolute. */
  readonly root: string;
  readonly session: Pick<Session, 'id' | 'base_commit'>;
  readonly launch: processes.Launch;
  /** Time limit of a task from the start of its work, milliseconds. */
  readonly timeLimitMs: number;
}

/**
 * Workers as separate processes, which receive only a task and may die at any moment. As many run
 * concurrently as the machine has cores, but only one that measures (TEAM-33): the lock of the
 * machine would make others wait, and a worker waiting here would use up its time limit.
 */
export function createWorkerProcesses(host: Host, request: WorkerProcessesRequest): Workers {
  const measuring = processes.createConcurrencyLimit(1);
  const others = processes.createConcurrencyLimit(Math.max(2, host.system.machine().cpuCount));
  const createWorker = (limit: processes.ConcurrencyLimit): Worker => ({
    run: (task, context) =>
      limit.take(() => runWorker(host, request, task, context), context.signal),
  });
  const [measuringWorker, worker] = [createWorker(measuring), createWorker(others)];
  return {
    profiler: measuringWorker,
    benchmarker: measuringWorker,
    strategist: worker,
    optimizer: worker,
    reviewer: worker,
  };
}

async function runWorker(
  host: Host,
  { root, session, launch, timeLimitMs }: WorkerProcessesRequest,
  task: TaskWithStatus<'in_progress'>,
  { signal }: WorkContext,
): Promise<Completion> {
  const args = ['team-worker', session.id, task.id, String(task.attempt)];
  const limits = { cwd: root, timeoutMs: timeLimitMs, signal };
  const end = await processes.runOwnProcess(host, launch, args, limits);
  if (end.type === 'timed-out') {
    throw new Error(`the worker took longer than ${timeLimitMs / 1_000} s and was terminated`);
  }
  if (end.type === 'silent') {
    throw new Error(`the worker returned no answer${end.words === '' ? '' : `: ${end.words}`}`);
  }
  const { answer } = end;
  const parsed = completionSchema.safeParse(answer);
  // The coordinator reports what is wrong with it.
  if (!parsed.success) return answer as Completion;
  const base = session.base_commit ?? 'HEAD';
  return verifyCompletion({ host, root, signal }, base, task, parsed.data);
}

/**
 * Runs a process that merges the passed branches and measures the combination; the result is in the
 * session folder.
 * @returns Reason for a failure; null on success.
 */
export async function runCombiner(
  host: Host,
  {
    root,
    session,
    launch,
    signal,
  }: Omit<WorkerProcessesRequest, 'timeLimitMs'> & {
    readonly signal: AbortSignal;
  },
): Promise<string | null> {
  const args = ['team-worker', session.id, 'combine', '0'];
  const limits = { cwd: root, timeoutMs: COMBINING_MS, signal };
  for (let lost = 1; ; lost += 1) {
    const end = await processes.runOwnProcess(host, launch, args, limits);
    if (end.type === 'answered') return null;
    if (end.type === 'timed-out') return `the worker took longer than ${COMBINING_MS / 60_000} min`;
    const { exit, words } = end;
    if (exit.type === 'code' && exit.code === 0) return null;
    if (exit.type !== 'signal') return words;
    // A killed worker says nothing about the branches, so it is tried again, like any other worker.
    if (lost === MAX_LOST_WORKERS) return `the worker was killed ${lost} times (${exit.signal})`;
  }
}

/** Ten branches take some thirty comparisons of up to five minutes each. */
const COMBINING_MS = 3 * 60 * 60_000;

/**
 * Checks an optimizer's answer against git, which alone determines the files that its commit
 * changes (TPW-05). The coordinator checks the scope, using the files of the answer.
 * @param base - Common base commit of all tasks.
 */
export async function verifyCompletion(
  repository: Repository,
  base: string,
  task: Pick<Task, 'id' | 'role'>,
  completion: Completion,
): Promise<Completion> {
  if (task.role !== 'optimizer' || completion.status === 'failed') return completion;
  const { ref, files_modified: reported } = completion;
  if (ref === null)
    return failedCompletion(task, 'the worker reports a change but names no commit');
  const files = await listChangedFiles(repository, base, ref);
  if (files === null) {
    return failedCompletion(task, `${ref} is not a commit on top of ${base}`);
  }
  if (files.length === 0) return failedCompletion(task, `the commit ${ref} changes no files`);
  const unreported = files.filter((file) => !reported.includes(file));
  const notChanged = reported.filter((file) => !files.includes(file));
  if (unreported.length === 0 && notChanged.length === 0) return completion;
  const inaccuracies = [
    ...(unreported.length === 0
      ? []
      : [`the worker changed ${unreported.join(', ')} without reporting it`]),
    ...(notChanged.length === 0
      ? []
      : [`the worker reported changes to ${notChanged.join(', ')} that it did not make`]),
  ];
  return failedCompletion(task, `the worker's report is inaccurate: ${inaccuracies.join('; ')}`);
}
