import { join } from 'node:path';
import type { Host } from 'perf-harness/plugin';
import type { CheckResult } from '../document/behavior-check-result.ts';
import { findSpansToWatch } from './change/changed-source-spans.ts';
import { describeArguments } from './change/observed-function-calls.ts';
import { findImporters, type ImporterLevel, isProgramModule } from './change/program-modules.ts';
import { recordOnce } from './change/record-calls-during-tests.ts';
import type { CallbackRule } from './check/compare-module-versions.ts';
import { checkSessions } from './check-change-by-replaying-recorded-calls.ts';
import type { Recording, WatchedCommand } from './record/record-calls-during-command.ts';
import { trimSession } from './sessions/filter-calls-in-recorded-session.ts';
import type { Session } from './sessions/recorded-call-session.ts';
import { observeSessions } from './summarize-recorded-calls-by-function.ts';
import {
  type CallCosts,
  type CallTiming,
  NO_COSTS,
  timeCalls,
} from './time/time-calls-before-and-after.ts';

/** Calls at the beginning of a session by which it is known again. */
const IDENTIFYING_CALLS = 40;
/** Characters of JSON of all sessions together that are checked. */
const MOST_CHARACTERS = 6_000_000;

/** Drops sessions beginning like a longer one, since scenarios repeat their calls per unit. */
function dropRepeatedSessions(sessions: readonly Session[]): readonly Session[] {
  const longest = new Map<string, Session>();
  for (const session of sessions) {
    const { module, calls } = session;
    const beginning = calls
      .slice(0, IDENTIFYING_CALLS)
      .map(({ callee, given, before, files }) => [callee, given, before, files]);
    const key = JSON.stringify([module, beginning]);
    const known = longest.get(key)?.calls.length ?? -1;
    if (calls.length > known) longest.set(key, session);
  }
  return [...longest.values()];
}

/** Returns the smallest, often repeatable sessions, at least one so large ones are timed too. */
function chooseSmallSessions(sessions: readonly Session[]): readonly Session[] {
  const sized = sessions
    .map((session) => ({ session, size: JSON.stringify(session).length }))
    .toSorted((a, b) => a.size - b.size);
  let left = MOST_CHARACTERS;
  return sized.flatMap(({ session, size }, index) => {
    left -= size;
    return left >= 0 || index === 0 ? [session] : [];
  });
}

/** Merges the results of several modules: the worst counts, and unknown is worse than the same. */
function mergeResults(results: readonly CheckResult[]): CheckResult {
  for (const state of ['differs', 'loses', 'unknown'] as const) {
    const worst = results.find((result) => result.state === state);
    if (worst !== undefined) return worst;
  }
  const same = results.filter((result) => result.state === 'same');
  const losses = same.flatMap((result) => result.losses ?? []);
  const faster = same.flatMap((result) => result.faster ?? []);
  const fasterRepeated = same.flatMap((result) => result.fasterRepeated ?? []);
  const unchanged = same.flatMap((result) => result.unchanged ?? []);
  return {
    state: 'same',
    functions: [...new Set(same.flatMap(({ functions }) => functions))],
    captured: same.reduce((sum, { captured }) => sum + captured, 0),
    made: same.reduce((sum, { made }) => sum + made, 0),
    seconds: same.reduce((sum, { seconds }) => sum + seconds, 0),
    assumes: [...new Set(same.flatMap(({ assumes }) => assumes))],
    ...(losses.length > 0 && { losses }),
    ...(faster.length > 0 && { faster }),
    ...(fasterRepeated.length > 0 && { fasterRepeated }),
    ...(unchanged.length > 0 && { unchanged }),
    isMemoryMeasured: same.every((result) => result.isMemoryMeasured === true),
  };
}

/** Change as two folders with the project before and after it. */
export interface ChangeRequest {
  /** Absolute; neither is written to. */
  readonly base: string;
  readonly head: string;
  /** Files that differ between them, from the root, with slashes. */
  readonly files: readonly string[];
  /** Folder with the version whose calls are recorded, absolute. Default: `base`. */
  readonly recordedIn?: string;
  /** Shell command; null if there are no tests. */
  readonly testCommand: string | null;
  /** Runs the measured code. It may fail or time out, since only its calls matter. */
  readonly scenario?: WatchedCommand;
  /** Milliseconds for the check itself, without the test run. */
  readonly budgetMs: number;
  /** Calls that are made by chance, at the most. Default: as many as the time has room for. */
  readonly maxMade?: number;
  /** Milliseconds for timing calls, in addition to `budgetMs`. Default 0: calls are not timed. */
  readonly timesMs?: number;
  /** Set to inspect only call costs. Default: behavior is compared with the old code too. */
  readonly costsOnly?: boolean;
  /** Seed of generated calls. */
  readonly seed: number;
  /** Rule for comparing calls of objects passed in by callers. Default: in the same order. */
  readonly callbacks?: CallbackRule;
  readonly signal: AbortSignal;
}

/** Most modules of a level that are checked: each takes seconds, and the busiest show the most. */
const MOST_IMPORTERS = 3;
const TESTS_MS = 600_000;
const MOST_WATCHED = 12;

/** Changed module, and the levels of modules that import it. */
interface ChangedModule {
  readonly file: string;
  readonly levels: readonly ImporterLevel[];
}

/**
 * Checks a change on observed behavior: records the calls that tests and a scenario make to the
 * changed modules, and replays them and generated calls on both versions. If the calls of a module
 * cannot be replayed, those of its importers are used, up to the package entry.
 */
export async function checkChange(host: Host, request: ChangeRequest): Promise<CheckResult> {
  const { base, recordedIn = base, files, testCommand, scenario, signal } = request;
  const changed = files
    .filter((file) => isProgramModule(file) && host.files.isFile(join(recordedIn, file)))
    .map((file): ChangedModule => ({ file, levels: findImporters(host, recordedIn, file) }));
  if (changed.length === 0) return unknown('no module of the program was changed');
  const tests = testCommand === null ? [] : [{ text: testCommand, timeoutMs: TESTS_MS }];
  const commands = [...tests, ...(scenario === undefined ? [] : [scenario])];
  if (commands.length === 0)
    return unknown('there are no tests and no scenario to capture calls from');
  const recorded = await recordOnce(host, {
    root: recordedIn,
    files: listModulesToRecord(changed),
    commands,
    testCommand,
    signal,
  });
  if (recorded.state === 'failed') return unknown(recorded.reason);
  const { recording } = recorded;
  const results: CheckResult[] = [];
  for (const [index, changedModule] of changed.entries()) {
    const last = results.at(-1);
    if (last?.state === 'differs' || last?.state === 'loses') break;
    const budgetMs = request.budgetMs / changed.length;
    const share = { ...request, budgetMs, seed: request.seed + index };
    results.push(await checkModule(host, share, { changedModule, recording }));
    signal.throwIfAborted();
  }
  return mergeResults(results);
}

/** Returns the changed modules, and those nearest to them. */
function listModulesToRecord(changed: readonly ChangedModule[]): readonly string[] {
  const deepest = Math.max(0, ...changed.map(({ levels }) => levels.length));
  const byLevel = Array.from({ length: deepest }, (_, at) =>
    changed.flatMap(({ levels }) => levels[at] ?? []),
  );
  const all = [...changed.map(({ file }) => file), ...byLevel.flat()];
  return [...new Set(all)].slice(0, Math.max(MOST_WATCHED, changed.length));
}

/** Checks a module by its own calls, else by those of its importers. */
async function checkModule(
  host: Host,
  request: ChangeRequest,
  {
    changedModule,
    recording,
  }: { readonly changedModule: ChangedModule; readonly recording: Recording },
): Promise<CheckResult> {
  const { base, head, budgetMs, signal } = request;
  const { file } = changedModule;
  const watched = await findSpansToWatch(host, { base, head, file, signal });
  const reasons: string[] = [];
  const callCount = (file: string): number =>
    recording.sessions
      .filter(({ module }) => module === file)
      .reduce((sum, { calls }) => sum + calls.length, 0);
  const isCalled = (file: string): boolean => callCount(file) > 0;
  const levels = [[changedModule.file], ...changedModule.levels];
  for (const [depth, level] of levels.entries()) {
    const called = level
      .filter(isCalled)
      .toSorted((a, b) => callCount(b) - callCount(a))
      .slice(0, MOST_IMPORTERS);
    const importers = levels.slice(depth + 1).flatMap((above) => above.filter(isCalled));
    if (called.length === 0 && level[0] === changedModule.file)
      reasons.push(explainNoCalls(changedModule.file, recording, request));
    const same: CheckResult[] = [];
    for (const module of called) {
      const sessions = dropRepeatedSessions(
        recording.sessions.filter((session) => session.module === module),
      ).map(trimSession);
      const share = {
        module,
        importers,
        watched,
        sessions: chooseSmallSessions(sessions),
        budgetMs: budgetMs / called.length,
      };
      const result = request.costsOnly
        ? withoutBehaviorComparison(sessions)
        : await checkSessions(host, { ...request, ...share });
      signal.throwIfAborted();
      if (result.state === 'differs' || result.state === 'loses') return result;
      if (result.state === 'same') {
        const { functions } = result;
        const timed = request.costsOnly ? null : functions;
        const calls = { module, importers, sessions, functions: timed };
        const costs = await timeCallsIfRequested(host, request, calls);
        const { heavy, light, faster, fasterRepeated, unchanged, isMemoryMeasured } = costs;
        if (heavy.length > 0) return { state: 'loses', functions, losses: heavy };
        // Nothing is assumed where behavior was not compared.
        const seen = request.costsOnly ? [] : describeArguments(sessions, functions);
        same.push({
          ...result,
          isMemoryMeasured,
          ...(light.length > 0 && { losses: light }),
          ...(faster.length > 0 && { faster }),
          ...(fasterRepeated.length > 0 && { fasterRepeated }),
          ...(unchanged.length > 0 && { unchanged }),
          assumes: [...result.assumes, ...seen],
        });
      } else reasons.push(result.reason);
    }
    if (same.length > 0) return mergeResults(same);
  }
  return unknown(reasons[0] ?? 'no call was captured');
}

/** Returns a result without a comparison of behavior, so that all called functions are timed. */
function withoutBehaviorComparison(sessions: readonly Session[]): CheckResult {
  const functions = [...new Set(observeSessions(sessions).map(({ name }) => name))];
  return { state: 'same', functions, captured: 0, made: 0, seconds: 0, assumes: [] };
}

/** Returns the calls that cost more or less than before, if requested. */
async function timeCallsIfRequested(
  host: Host,
  { base, head, timesMs = 0, signal }: ChangeRequest,
  watched: Pick<CallTiming, 'module' | 'importers' | 'sessions' | 'functions'>,
): Promise<CallCosts> {
  if (timesMs === 0) return NO_COSTS;
  return timeCalls(host, { base, head, ...watched, budgetMs: timesMs, signal });
}

function explainNoCalls(
  file: string,
  { refused }: Recording,
  { testCommand, scenario }: ChangeRequest,
): string {
  const why = refused.find((refusal) => refusal.file === file);
  if (why !== undefined) return `${file} cannot be instrumented: ${why.reason}`;
  const runs = [
    ...(testCommand === null ? [] : ['the tests']),
    ...(scenario === undefined ? [] : ['the scenario']),
  ];
  return `no call of ${file} was captured while ${runs.join(' and ')} ran`;
}

function unknown(reason: string): CheckResult {
  return { state: 'unknown', reason };
}
