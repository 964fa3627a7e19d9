import { join } from 'node:path';
import {
  EXIT,
  type ExitCode,
  type Host,
  measure,
  type processes,
  UserError,
} from 'perf-harness/plugin';
import { headOf, requireClean } from '../optimize/index.ts';
import {
  type CombinationOutcome,
  ensureCombination,
  needsCombination,
} from './combine/ensure-passed-branches-are-combined.ts';
import {
  type AggregateResults,
  computeAggregateResults,
  formatSessionPatterns,
} from './coordinate/aggregate-team-session-results.ts';
import { completionQuestionId } from './coordinate/list-and-record-user-decisions.ts';
import { runSession } from './coordinate/run-team-session.ts';
import { reduceSession } from './coordinate/session-reducer.ts';
import type { SessionState } from './coordinate/workstream-state-from-tasks.ts';
import {
  findMetricName,
  parseTargets,
  type TargetCandidate,
} from './separate-target-and-metric-words.ts';
import { createSession, type Session } from './session/team-session.ts';
import { PIPELINE_NAMES } from './session/workstream.ts';
import { becomeCoordinator } from './store/coordinator-lock.ts';
import { findSession, listSessions } from './store/find-team-session.ts';
import { processEvent } from './store/recover-session-and-process-events.ts';
import { openTeamStore, type TeamStore } from './store/team-session-store.ts';
import { createWorkerProcesses } from './workers/worker-processes.ts';
import {
  openWorkerFiles,
  type TeamSettings,
} from './workers/worker-settings-profile-and-change-files.ts';

export interface TeamRunRequest {
  /** Folder of the project, absolute. */
  readonly root: string;
  /** Scenarios, or folders and files of the project; empty for the whole project. */
  readonly targets: readonly string[];
  /** Metric named by an option. Absent if there is none. */
  readonly metric?: string;
  /** Requirement in the user's words; null to derive it from the targets. */
  readonly requirement: string | null;
  readonly mode: Session['parallel_mode'];
  /** null: the usual number. */
  readonly maxBranches: number | null;
  readonly yes: boolean;
  readonly settings: TeamSettings;
}

export interface TeamRunDependencies {
  readonly host: Host;
  readonly launch: processes.Launch;
  /** Time limit of each task, milliseconds. */
  readonly timeLimitMs: number;
  readonly signal: AbortSignal;
  readonly onTick?: (state: SessionState) => void;
  /** Handling of a finished session: kept open, or the user is asked. Default: kept open. */
  readonly closing?: 'keep' | 'ask';
}

export interface TeamRunOutcome extends SessionState, CombinationOutcome {
  readonly aggregate: AggregateResults;
  /** True if a person has to decide before the work continues. */
  readonly isWaiting: boolean;
  readonly exitCode: ExitCode;
}

/**
 * Starts a team and runs it until it is done or waits for a person. The user's tree is only read.
 * @throws UserError for mistakes in the request, and where the project is not committed.
 */
export async function runTeam(
  dependencies: TeamRunDependencies,
  request: TeamRunRequest,
): Promise<TeamRunOutcome> {
  const { host, signal } = dependencies;
  const { root, metric: named = null } = request;
  const words = await resolveTargets(host, root, request.targets, signal);
  const { targets, metric, question } = parseTargets(words, named);
  const mode = resolveMode(request.mode, targets);
  const baseCommit = await headOf(host, root, signal);
  await requireClean(host, root, signal);
  const id = findFreeId(host, request);
  const at = host.clock.now();
  const session = createSession(
    {
      id,
      teamName: 'perf-team',
      mode,
      yes: request.yes,
      baseCommit,
      requirement: request.requirement ?? describeRequirement(targets, metric),
      metric,
      targetQuestion: question,
      scope: mode === 'independent' ? [] : targets,
      targets: mode === 'independent' ? targets : [],
      maxBranches: request.maxBranches,
    },
    at,
  );
  const store = openTeamStore(host, root, id);
  openWorkerFiles(host, store.paths).saveSettings(request.settings);
  await store.commit(
    reduceSession({ session, tasks: new Map() }, { type: 'start', at: at.toISOString() }),
  );
  return runStoredSession(dependencies, root, store);
}

/**
 * Resumes a session that was interrupted, or that a person has decided on; if there is none, a
 * session whose tasks are done but whose combination was not measured.
 */
export async function resumeTeam(
  parts: TeamRunDependencies,
  root: string,
  named: string | null,
): Promise<TeamRunOutcome> {
  const id = await findSession(parts.host, root, named, (kept, paths) =>
    needsCombination(parts.host, paths, kept),
  );
  return runStoredSession(parts, root, openTeamStore(parts.host, root, id));
}

/** Returns the mode; if none is given, several targets are worked on independently (TPC-03). */
function resolveMode(
  mode: Session['parallel_mode'],
  targets: readonly string[],
): Session['parallel_mode'] {
  if (mode === 'independent' && targets.length === 0) {
    throw refused(
      '--parallel-mode=independent needs targets, but none are given.',
      'List the target scenarios by name, each in quotes.',
    );
  }
  const resolved = mode === 'auto' && targets.length > 1 ? 'independent' : mode;
  if (resolved === 'independent' && targets.length > PIPELINE_NAMES.length) {
    throw refused(
      `A team works on at most ${PIPELINE_NAMES.length} targets; found ${targets.length}.`,
      'Pass fewer targets, and run the others separately.',
    );
  }
  const duplicate = targets.find((target, at) => targets.indexOf(target) !== at);
  if (duplicate !== undefined)
    throw refused(`The target ${duplicate} is listed twice.`, 'Name it once.');
  return resolved;
}

function refused(message: string, remedy: string): UserError {
  return new UserError({ code: 'team-targets', message, remedy, exitCode: EXIT.usage });
}

function describeRequirement(targets: readonly string[], metric: string | null): string {
  const subject = targets.length === 0 ? 'it' : targets.join(', ');
  return metric === null ? `make ${subject} faster` : `improve ${metric} of ${subject}`;
}

function findFreeId(host: Host, request: TeamRunRequest): string {
  const taken = new Set(listSessions(host, request.root));
  const about = request.targets.join(' ') || 'all scenarios';
  return measure.findFreeSlug(about, (slug) => (taken.has(slug) ? `another ${about}` : null));
}

async function runStoredSession(
  parts: TeamRunDependencies,
  root: string,
  store: TeamStore,
): Promise<TeamRunOutcome> {
  const { host, timeLimitMs, launch, signal, onTick, closing = 'keep' } = parts;
  const release = await becomeCoordinator(host, store.paths);
  try {
    const { session } = await store.read();
    const workers = createWorkerProcesses(host, { root, session, launch, timeLimitMs });
    const finished = await runSession(host, store, workers, {
      // Time spent waiting in a queue does not count towards a worker's limit.
      timeLimitMs: timeLimitMs * MAX_QUEUE_LENGTH,
      signal,
      ...(onTick !== undefined && { onTick }),
    });
    signal.throwIfAborted();
    const combination = await ensureCombination({ ...parts, root }, store.paths, finished);
    const closed = closing === 'ask' ? finished : await keepOpen(host, store, finished);
    return createOutcome(host, store, closed, combination);
  } finally {
    release();
  }
}

/** Maximum length of a task's queue, itself included: ten branches, each twice. */
const MAX_QUEUE_LENGTH = 20;

/** Keeps a completed session, since nobody is there to decide about it (TEAM-14). */
async function keepOpen(host: Host, store: TeamStore, stored: SessionState) {
  const id = completionQuestionId(stored);
  if (!stored.session.pending_decisions.some((decision) => decision.id === id)) return stored;
  return processEvent(store, stored, {
    type: 'decided',
    decision_id: id,
    answer: { choice: 'keep' },
    by: 'timeout',
    at: host.clock.now().toISOString(),
  });
}

function createOutcome(
  { files }: Host,
  { paths }: TeamStore,
  state: SessionState,
  combined: CombinationOutcome,
): TeamRunOutcome {
  const aggregate = computeAggregateResults(state);
  files.writeAtomic(paths.artefact('wisdom/patterns.md'), formatSessionPatterns(state, aggregate));
  const isWaiting = state.session.pending_decisions.length > 0;
  const exitCode = chooseExitCode(state, aggregate, isWaiting);
  return { ...state, aggregate, ...combined, isWaiting, exitCode };
}

/** Returns 0 if all improved, 1 if not, 7 with nothing to improve, 8 if a person must decide. */
function chooseExitCode(
  { tasks }: SessionState,
  { overall }: AggregateResults,
  isWaiting: boolean,
): ExitCode {
  if (isWaiting) return EXIT.blocked;
  if (overall.status === 'complete') return EXIT.ok;
  const plans = [...tasks.values()].flatMap((task) =>
    task.status === 'completed' && task.completion.outcome.role === 'strategist'
      ? [task.completion.outcome.optimizations.length]
      : [],
  );
  const isNothingPlanned = plans.length > 0 && plans.every((count) => count === 0);
  return isNothingPlanned ? EXIT.diagnosis : EXIT.failed;
}

async function resolveTargets(
  host: Host,
  root: string,
  words: readonly string[],
  signal: AbortSignal,
): Promise<readonly TargetCandidate[]> {
  const found: TargetCandidate[] = [];
  for (const word of words) {
    const isOfProject = await isInProject(host, root, word, signal);
    found.push({ word, metric: findMetricName(word), isOfProject });
  }
  return found;
}

async function isInProject(
  host: Host,
  root: string,
  word: string,
  signal: AbortSignal,
): Promise<boolean> {
  const path = join(root, word);
  if (host.files.isFile(path) || host.files.isFolder(path)) return true;
  try {
    await measure.resolveTarget(host, { root, target: word });
    return true;
  } catch (error) {
    signal.throwIfAborted();
    // Other problems are reported by the measurement.
    if (error instanceof UserError) return error.code !== 'target-not-found';
    throw error;
  }
}
