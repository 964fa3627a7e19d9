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
import { timeCalls } from './time/time-calls-before-and-after.ts';

/** Calls at the beginning of a session by which it is known again. */
const IDENTIFYING_CALLS = 40;
/** Characters of JSON of all sessions together that are checked. */
const MOST_CHARACTERS = 6_000_000;
/** Most modules of a level that are checked: each takes seconds, and the busiest show the most. */
const MOST_IMPORTERS = 3;
const TESTS_MS = 600_000;
const MOST_WATCHED = 12;

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
  readonly seed: number;
  /** Rule for comparing calls of objects passed in by callers. Default: in the same order. */
  readonly callbacks?: CallbackRule;
  readonly signal: AbortSignal;
}

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
  const results: CheckResult[] = [];
  for (const [index, changedModule] of changed.entries()) {
    const budgetMs = request.budgetMs / changed.length;
    const share = { ...request, budgetMs, seed: request.seed + index };
    const result = await checkModule(host, share, changedModule, recorded.recording);
    signal.throwIfAborted();
    results.push(result);
    if (result.state === 'differs' || result.state === 'loses') break;
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
  { file, levels: importerLevels }: ChangedModule,
  recording: Recording,
): Promise<CheckResult> {
  const sessionsOf = Map.groupBy(recording.sessions, ({ module }) => module);
  const callCount = (module: string): number =>
    sessionsOf.get(module)?.reduce((sum, { calls }) => sum + calls.length, 0) ?? 0;
  const isCalled = (module: string): boolean => callCount(module) > 0;
  const reasons = isCalled(file) ? [] : [explainNoCalls(file, recording, request)];
  const levels = [[file], ...importerLevels];
  for (const [depth, level] of levels.entries()) {
    const called = level
      .filter(isCalled)
      .toSorted((a, b) => callCount(b) - callCount(a))
      .slice(0, MOST_IMPORTERS);
    const importers = levels.slice(depth + 1).flatMap((above) => above.filter(isCalled));
    const same: CheckResult[] = [];
    for (const module of called) {
      const sessions = dropRepeatedSessions(sessionsOf.get(module) ?? []).map(trimSession);
      const budgetMs = request.budgetMs / called.length;
      const calls = { file, module, importers, sessions };
      const result = await checkCalls(host, { ...request, budgetMs }, calls);
      request.signal.throwIfAborted();
      if (result.state === 'same') same.push(result);
      else if (result.state === 'unknown') reasons.push(result.reason);
      else return result;
    }
    if (same.length > 0) return mergeResults(same);
  }
  return unknown(reasons[0] ?? 'no call was captured');
}

/** Calls of a module, which is the changed file or imports it. */
interface ModuleCalls {
  readonly file: string;
  readonly module: string;
  readonly importers: readonly string[];
  readonly sessions: readonly Session[];
}

/** Compares the behavior of calls, then their costs, as far as requested. */
async function checkCalls(
  host: Host,
  request: ChangeRequest,
  { file, ...calls }: ModuleCalls,
): Promise<CheckResult> {
  const { base, head, timesMs = 0, costsOnly = false, signal } = request;
  const { sessions } = calls;
  const result = costsOnly
    ? withoutBehaviorComparison(sessions)
    : await checkSessions(host, {
        ...request,
        ...calls,
        watched: await findSpansToWatch(host, { base, head, file, signal }),
        sessions: chooseSmallSessions(sessions),
      });
  if (result.state !== 'same') return result;
  const { functions } = result;
  // Nothing is assumed where behavior was not compared.
  const assumes = costsOnly ? [] : [...result.assumes, ...describeArguments(sessions, functions)];
  const timing = { base, head, ...calls, budgetMs: timesMs, signal };
  const costs =
    timesMs === 0
      ? null
      : await timeCalls(host, { ...timing, functions: costsOnly ? null : functions });
  if (costs === null) return { ...result, assumes, isMemoryMeasured: false };
  const { heavy, light, isMemoryMeasured, ...times } = costs;
  if (heavy.length > 0) return { state: 'loses', functions, losses: heavy };
  return { ...result, assumes, isMemoryMeasured, ...omitEmpty({ losses: light, ...times }) };
}

/** Returns a result without a comparison of behavior, so that all called functions are timed. */
function withoutBehaviorComparison(sessions: readonly Session[]): CheckResult {
  const functions = [...new Set(observeSessions(sessions).map(({ name }) => name))];
  return { state: 'same', functions, captured: 0, made: 0, seconds: 0, assumes: [] };
}

/** Drops sessions beginning like a longer one, since scenarios repeat their calls per unit. */
function dropRepeatedSessions(sessions: readonly Session[]): readonly Session[] {
  const longest = new Map<string, Session>();
  for (const session of sessions) {
    const { calls } = session;
    const beginning = calls
      .slice(0, IDENTIFYING_CALLS)
      .map(({ callee, given, before, files }) => [callee, given, before, files]);
    const key = JSON.stringify(beginning);
    if (calls.length > (longest.get(key)?.calls.length ?? -1)) longest.set(key, session);
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
  const sum = (key: 'captured' | 'made' | 'seconds'): number =>
    same.reduce((all, result) => all + result[key], 0);
  return {
    state: 'same',
    functions: [...new Set(same.flatMap(({ functions }) => functions))],
    captured: sum('captured'),
    made: sum('made'),
    seconds: sum('seconds'),
    assumes: [...new Set(same.flatMap(({ assumes }) => assumes))],
    ...omitEmpty({
      losses: same.flatMap(({ losses = [] }) => losses),
      faster: same.flatMap(({ faster = [] }) => faster),
      fasterRepeated: same.flatMap(({ fasterRepeated = [] }) => fasterRepeated),
      unchanged: same.flatMap(({ unchanged = [] }) => unchanged),
    }),
    isMemoryMeasured: same.every((result) => result.isMemoryMeasured === true),
  };
}

function omitEmpty<Lists extends Readonly<Record<string, readonly unknown[]>>>(
  lists: Lists,
): Partial<Lists> {
  const filled = Object.entries(lists).filter(([, items]) => items.length > 0);
  return Object.fromEntries(filled) as Partial<Lists>;
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
