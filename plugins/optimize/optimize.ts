import { join } from 'node:path';
import { EXIT, type ExitCode, type Host, UserError } from 'perf-harness/plugin';
import { readTopology } from '../analysis/index.ts';
import { readAuditReport } from './audit-findings-as-hints.ts';
import { decideResume } from './decide-resume-or-fresh-start.ts';
import { NO_PROGRAMS, type Programs } from './generators/external-program-settings.ts';
import { acquireRunLock } from './lock-repository-for-optimization-loop.ts';
import { openRunWorktree, type RunWorktree } from './open-optimization-run-worktree.ts';
import {
  createState,
  DEFAULT_PLATEAU,
  type Mode,
  type RunState,
} from './optimization-loop-state.ts';
import {
  findOpenState,
  findTargetSlug,
  openStateStore,
  readState,
} from './optimization-loop-state-store.ts';
import { hasAcceptedChange, reopenLoop } from './optimization-loop-state-updates.ts';
import type { StopReason } from './optimization-loop-stop-reason.ts';
import { type OptimizationPaths, resolvePaths } from './optimization-paths.ts';
import { type ProblemRequest, parseProblem } from './optimization-problem.ts';
import type { RunContext, UserAnswers, Workers } from './phase-worker-interfaces.ts';
import { createCycleTime, DEFAULT_CYCLE_MS, type PhasesEnd, runPhases } from './run-phases.ts';
import { removeAbandonedWorktrees } from './strike/trial-worktrees.ts';
import type { Gate } from './user-approval-of-phases.ts';

/**
 * Exit codes (OPT-02): 0 if the target was met, or something was gained before the loop ended; 7
 * for a report without a change; 8 if blocked or waiting for approval.
 */
function exitCodeOf(end: PhasesEnd): ExitCode {
  if (end.type === 'paused') return EXIT.blocked;
  // Sound: only the loop writes it.
  const reason = end.state.run.stop?.reason as StopReason | undefined;
  switch (reason) {
    case 'target':
    case 'gate_success':
    case 'plan_only':
      return EXIT.ok;
    case 'gate_block':
    case 'merge_conflict':
      return EXIT.blocked;
    case 'plateau':
    case 'max_cycles':
    case 'no_hypotheses':
    case 'plan_rejected':
    case 'out_of_time':
      return hasAcceptedChange(end.state) ? EXIT.ok : EXIT.diagnosis;
    default:
      return EXIT.diagnosis;
  }
}

/** Target to make faster, and options of the loop. */
export interface OptimizeRequest extends ProblemRequest {
  /** Folder of the project, absolute. */
  readonly root: string;
  /** Percent; default 5. */
  readonly plateau?: number | undefined;
  readonly planOnly?: boolean | undefined;
  readonly approve?: readonly Gate[] | undefined;
  readonly resume?: boolean | undefined;
  readonly fresh?: boolean | undefined;
  /** Time of each cycle in milliseconds; default 10 minutes. */
  readonly cycleTimeMs?: number | undefined;
  readonly push?: boolean | undefined;
  readonly executor?: Mode['executor'] | undefined;
  /** The weakest evidence for a change that is taken; default `checked`, which is all. */
  readonly accept?: Mode['accept'];
  /** Programs named for this run. */
  readonly programs?: Programs | undefined;
  /** Programs to use where none is named, now or before. Default: the built-in parts. */
  readonly usualPrograms?: Programs | undefined;
}

/** Workers of a loop, and answers to its questions. */
export interface OptimizeDependencies
  extends Pick<RunContext, 'host' | 'workers' | 'reports' | 'tell' | 'ask' | 'signal'> {
  readonly workers: Workers;
  readonly answers: UserAnswers;
}

/** End of a loop, with its exit code. */
export interface OptimizeResult {
  readonly end: PhasesEnd;
  readonly exitCode: ExitCode;
  readonly paths: OptimizationPaths;
}

/**
 * Improves a target in cycles until the target is met or no further gain is possible.
 * @throws UserError for mistakes in the request and for failures of preflight; the signal's reason
 * if it was interrupted, with the state ready to be resumed.
 */
export async function optimize(
  parts: OptimizeDependencies,
  request: OptimizeRequest,
): Promise<OptimizeResult> {
  const { host, ask } = parts;
  const { root } = request;
  const wanted = withKnownTarget(host, request);
  const slug = findTargetSlug(host, root, wanted.target);
  const paths = resolvePaths(root, slug);
  const lock = await acquireRunLock(host, root, paths.lock, wanted.target);
  try {
    const { resume = false, fresh = false } = request;
    const found = await decideResume(fresh ? null : readState(host, paths.state), {
      resume,
      fresh,
      ask,
    });
    const state =
      found === null
        ? await begin(host, slug, { ...request, target: wanted.target }, parts.signal)
        : goOn(found, request);
    lock.announce();
    return await runIn(parts, root, paths, state);
  } finally {
    lock.release();
  }
}

/** @throws UserError (blocked) where no target is named and none can be resumed. */
function withKnownTarget(host: Host, request: OptimizeRequest): { readonly target: string } {
  if (request.target?.trim()) return { target: request.target.trim() };
  if (request.resume === true) return findOpenState(host, request.root);
  return parseProblem(request);
}

async function begin(
  host: Host,
  slug: string,
  request: OptimizeRequest,
  signal: AbortSignal,
): Promise<RunState> {
  const problem = parseProblem(request);
  // Reports an unreadable file now, before anything is measured.
  if (problem.audit_report !== null) readAuditReport(host, request.root, problem.audit_report);
  const { plateau = DEFAULT_PLATEAU } = request;
  const startedAt = host.clock.now().toISOString();
  const topology = await readTopology(host, request.root, signal);
  const services = [...(topology?.services ?? [])].map(([name, { path }]) => [name, path]);
  return createState(problem.target, slug, problem.max_cycles, plateau, {
    id: `${slug}-${startedAt}`,
    started_at: startedAt,
    base_commit: '',
    head: '',
    mode: {
      plan_only: request.planOnly ?? false,
      approved: [...(request.approve ?? [])],
      push: request.push ?? false,
      cycle_time_ms: request.cycleTimeMs ?? DEFAULT_CYCLE_MS,
      executor: request.executor ?? 'strike',
      accept: request.accept ?? 'checked',
      programs: request.programs ?? request.usualPrograms ?? NO_PROGRAMS,
    },
    problem,
    targets: null,
    test_command: '',
    service_topology: topology && Object.fromEntries(services),
    tried: [],
    gate_waiver: null,
    plan_waiver: null,
    stop: null,
    pending_decision: null,
    reported: false,
  });
}

/**
 * Applies the options of this request to a resumed loop; the others stay as they were. Approvals
 * are added to earlier approvals.
 */
function goOn(found: RunState, request: OptimizeRequest): RunState {
  const state = reopenLoop(found);
  const { mode: begun } = state.run;
  const mode: Mode = {
    ...begun,
    approved: [...new Set([...begun.approved, ...(request.approve ?? [])])],
    cycle_time_ms: request.cycleTimeMs ?? begun.cycle_time_ms,
    executor: request.executor ?? begun.executor,
    accept: request.accept ?? begun.accept,
    push: request.push ?? begun.push,
    programs: request.programs ?? begun.programs,
  };
  return { ...state, run: { ...state.run, mode, pending_decision: null } };
}

async function runIn(
  parts: OptimizeDependencies,
  root: string,
  paths: OptimizationPaths,
  state: RunState,
): Promise<OptimizeResult> {
  const { host } = parts;
  const isNew = state.run.base_commit === '';
  if (isNew) clearEarlier(host, paths);
  // A loop killed while writing its report needs no worktree on resume, but left one behind.
  else await removeAbandonedWorktrees(host, root, parts.signal);
  host.files.writeAtomic(join(paths.top, '.gitignore'), '*\n');
  const store = openStateStore(host, paths);
  let worktree: Promise<RunWorktree> | null = null;
  let current = state;
  const run: RunContext = {
    ...parts,
    root,
    paths,
    store: {
      ...store,
      save: (next) => {
        current = next;
        store.save(next);
      },
    },
    worktree: () => {
      worktree ??= openFor(host, root, current, parts.signal);
      return worktree;
    },
  };
  try {
    const end = await runPhases(run, state, createCycleTime(host, state.run.mode.cycle_time_ms));
    return { end, exitCode: exitCodeOf(end), paths };
  } catch (error) {
    // After a failure of preflight there is nothing to resume, so the loop's files are removed.
    if (isNew && current.run.base_commit === '' && error instanceof UserError) {
      host.files.remove(paths.folder);
      if (host.files.list(paths.top).every((name) => !host.files.isFolder(join(paths.top, name)))) {
        host.files.remove(paths.top);
      }
    }
    throw error;
  } finally {
    await closeQuietly(worktree);
  }
}

/** Opens the worktree; a plan changes nothing, so it uses the project itself. */
function openFor(
  host: Host,
  root: string,
  { run }: RunState,
  signal: AbortSignal,
): Promise<RunWorktree> {
  if (!run.mode.plan_only) return openRunWorktree(host, root, run.head, signal);
  const refuse = async (): Promise<never> => {
    throw new Error('a plan-only run must not execute a plan');
  };
  return Promise.resolve({ root, merge: refuse, close: async () => undefined });
}

async function closeQuietly(worktree: Promise<RunWorktree> | null): Promise<void> {
  try {
    await (await worktree)?.close();
  } catch {
    // Its creation failed, which has already been reported.
  }
}

/** Removes files of an earlier loop of the same target, but not its experiment log or lessons. */
function clearEarlier({ files }: Host, paths: OptimizationPaths): void {
  for (const name of files.list(paths.folder)) {
    if (/^(?:cycle-\d+|report\.\w+)$/u.test(name)) files.remove(join(paths.folder, name));
  }
  for (const path of [paths.state, paths.context, paths.history, paths.audit]) files.remove(path);
}
