import { join } from 'node:path';
import { resolveRealPath } from '../../harness/host/folder-tree-operations.ts';
import type { PathMappings } from '../../harness/host/path-mappings.ts';
import { relativePathInside } from '../../harness/host/relative-path-inside.ts';
import type { Host } from '../../harness/host.ts';
import { relocateScenarioPaths } from '../../harness/live-comparison/relocate-scenario-paths.ts';
import type { SideId } from '../../harness/model/base-or-head-of-comparison.ts';
import { toForwardSlashes } from '../../harness/model/cross-platform-paths.ts';
import { type Executor, findExecutor } from '../../harness/model/executor.ts';
import type { InputTrace } from '../../harness/model/program/external-input-trace.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { resolveScenarioBeforeMeasuring } from '../../harness/sampling/add-script-thresholds-and-field-data.ts';
import { isDefaultConfig } from '../../harness/scenario/find-project-root-and-config.ts';
import {
  type CoveredFile,
  createCoverageProfiler,
} from '../../profilers/execution-coverage/coverage-profiler.ts';
import {
  type ExecutedSource,
  extractExecutedSource,
  SOURCE_PLACES,
} from '../../profilers/execution-coverage/extract-source-without-uncalled-functions.ts';
import { matchesSourcePlaces } from '../../profilers/find-file-text-executed-by-v8.ts';
import { readSourceMap } from '../../profilers/source-map-file.ts';
import type { OpenLiveSides } from '../comparison-sides/run-with-base-and-head-snapshots.ts';
import { createSourceReader } from '../observe/map-profiles-to-sources.ts';
import { runObservedTrial } from '../observe/run-profiled-and-unprofiled-trial-pairs.ts';
import type { MeasurementSession } from '../project/lock-and-inspect-machine-for-measurement.ts';

/** Time limit of all runs, milliseconds; short, since they often end without a result. */
const MOST_MS = 60_000;
/** Largest share of a limited time for these runs. */
const MOST_SHARE = 0.25;
/** Maximum number of changed files; scenarios are unlikely to miss a larger change entirely. */
const MOST_FILES = 50;
/** Files that decide which modules are loaded. */
const DECIDES_LOADING =
  /(?:^|\/)(?:package(?:-lock)?\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|[jt]sconfig[^/]*\.json)$/u;

export interface ExecutedCodeContext {
  readonly host: Host;
  readonly open: OpenLiveSides;
  readonly session: MeasurementSession;
  readonly seed: number;
  readonly signal: AbortSignal;
  /** Time of the whole comparison, milliseconds; null: no limit. */
  readonly budgetMs: number | null;
}

/** Changed files that a scenario does not execute, each with its changed functions as `3 total`. */
export type UnexecutedFiles = ReadonlyMap<string, readonly string[]>;

export type FindUnexecutedFiles = (scenario: Scenario) => Promise<UnexecutedFiles | null>;

/**
 * Returns a function that finds out, once for each scenario, whether it executes the difference
 * between two sides: the changed files if both sides execute the same text of the project, and null
 * if they do not or it cannot be decided. The scenario runs once on each side while V8 counts calls. A
 * changed file is not executed if both sides load it and execute the same text of it, or if neither
 * side loads it and a trace shows that neither reads it.
 */
export function createUnexecutedFilesFinder(context: ExecutedCodeContext): FindUnexecutedFiles {
  const changed = changedSources(context.open);
  const isDecidable =
    changed.length > 0 &&
    changed.length <= MOST_FILES &&
    !changed.some((path) => DECIDES_LOADING.test(path));
  const { clock } = context.host;
  let leftMs = Math.min(MOST_MS, MOST_SHARE * (context.budgetMs ?? Number.POSITIVE_INFINITY));
  const find = async (scenario: Scenario): Promise<UnexecutedFiles | null> => {
    if (leftMs <= 0) return null;
    const startedMs = clock.monotonicMs();
    const limit = AbortSignal.timeout(Math.ceil(leftMs));
    const signal = AbortSignal.any([context.signal, limit]);
    try {
      return await findUnexecutedFiles(scenario, { ...context, signal });
    } catch {
      // Measuring does without it.
      return null;
    } finally {
      leftMs -= clock.monotonicMs() - startedMs;
    }
  };
  const known = new Map<string, UnexecutedFiles | null>();
  return async (scenario) => {
    if (!isDecidable || !isObservable(scenario)) return null;
    const { name } = scenario;
    if (!known.has(name)) known.set(name, await find(scenario));
    return known.get(name) ?? null;
  };
}

/** True if a Node.js that can be profiled runs all the project code that the scenario executes. */
function isObservable(scenario: Scenario): boolean {
  if (scenario.kind === 'page') return false;
  if (scenario.kind === 'function') return scenario.body.type !== 'vitest';
  return !('server' in scenario) || scenario.server !== null;
}

async function findUnexecutedFiles(
  requested: Scenario,
  context: ExecutedCodeContext,
): Promise<UnexecutedFiles | null> {
  const { open, signal } = context;
  const executor = findExecutor(open.executors, requested.kind);
  const { scenario } = await resolveScenarioBeforeMeasuring(executor, requested, signal);
  const base = await runCovered('a', scenario, executor, context);
  const head = await runCovered('b', scenario, executor, context);
  const found = new Map<string, readonly string[]>();
  for (const path of new Set([...base.keys(), ...head.keys()])) {
    const [a, b] = [base.get(path), head.get(path)];
    // Files that were built from the sources may differ too.
    if (a === undefined || b === undefined) return null;
    if (isSameText(a, b)) continue;
    const before = extractExecuted(path, a, context);
    const after = extractExecuted(path, b, context);
    if (before.text !== after.text) return null;
    found.set(path, changedFunctions(before, after));
  }
  const unloaded = changedSources(open).filter((path) => !found.has(path));
  for (const path of unloaded) found.set(path, []);
  if (unloaded.length === 0) return found;
  for (const side of ['a', 'b'] as const) {
    const { traceInputs }: Executor = executor;
    if (traceInputs === undefined) return null;
    const inputs = await readOn(side, scenario, traceInputs, context);
    if (inputs === null || unloaded.some((path) => inputs.has(path))) return null;
  }
  return found;
}

function isSameText(a: CoveredThreads, b: CoveredThreads): boolean {
  const texts = [...a.threads, ...b.threads].map(
    ({ text }) => text?.replace(SOURCE_PLACES, '') ?? null,
  );
  return !texts.includes(null) && new Set(texts).size === 1;
}

/** Returns the changed files without configurations of perf-harness, which no program reads. */
function changedSources({ sides }: OpenLiveSides): readonly string[] {
  return sides.changedFiles.filter((path) => !isDefaultConfig(path));
}

function changedFunctions(a: ExecutedSource, b: ExecutedSource): readonly string[] {
  const before = new Set(a.idle.map(({ text }) => text));
  return b.idle.filter(({ text }) => !before.has(text)).map(({ line, name }) => `${line} ${name}`);
}

/** An executed file below a side, as each of its threads loaded it. */
interface CoveredThreads {
  /** Absolute. */
  readonly path: string;
  readonly threads: readonly CoveredFile[];
}

/** Runs a unit; returns the files of the project that it executed, by path from the top of the side. */
async function runCovered(
  side: SideId,
  scenario: Scenario,
  executor: Executor,
  context: ExecutedCodeContext,
): Promise<ReadonlyMap<string, CoveredThreads>> {
  const { host, session, open, seed, signal } = context;
  const { rebased, top } = await placed(side, scenario, context);
  const subject = {
    host,
    scenario: rebased,
    executor,
    session,
    folder: open.folder,
    signal,
    onProgress: () => undefined,
  };
  const index = side === 'a' ? 0 : 1;
  const planned = { index, warmup: true, side, pair: 0, slot: 0, seed, pass: 'profile' } as const;
  const { profile } = await runObservedTrial<readonly CoveredFile[]>(
    subject,
    planned,
    (folder, nodeOptions) => {
      const profiler = createCoverageProfiler(host, createSourceReader(host));
      const { env, readFiles } = profiler.attach(folder, nodeOptions);
      // From the start: code that runs while a module is loaded counts.
      return { env, read: readFiles };
    },
  );
  if (profile === null || 'reason' in profile) throw new Error('no coverage was recorded');
  const covered = new Map<string, CoveredThreads>();
  for (const [path, threads] of Map.groupBy(profile, (file) => file.path)) {
    const inside = relativePathInside(top, path);
    if (inside !== null) covered.set(toForwardSlashes(inside), { path, threads });
  }
  return covered;
}

/** @throws Error if the executed text is unknown. */
function extractExecuted(
  name: string,
  { path, threads }: CoveredThreads,
  { host }: ExecutedCodeContext,
): ExecutedSource {
  const [file] = threads;
  if (file === undefined || file.text === null) {
    throw new Error(`several versions of ${name} were executed`);
  }
  const { text } = file;
  const sources = createSourceReader(host);
  const found = extractExecutedSource(
    { ...file, text },
    threads.map(({ functions }) => functions),
  );
  if (found === null) throw new Error(`the executed version of ${name} differs from the file`);
  const map = readSourceMap(path, text, sources);
  if (map === 'unreadable') throw new Error(`the source map of ${name} cannot be read`);
  if (map?.isInline !== true && !matchesSourcePlaces(text, sources.read(path), [])) {
    throw new Error(`the executed code of ${name} cannot be mapped to its source lines`);
  }
  // Source lines, if the executed text was built from a source file.
  const idle = found.idle.map((place) => ({
    ...place,
    line: map?.originalOf(place)?.line ?? place.line,
  }));
  return { ...found, idle };
}

/** Files that a unit read, by path from the top of the side; null: they cannot be traced. */
async function readOn(
  side: SideId,
  scenario: Scenario,
  traceInputs: NonNullable<Executor['traceInputs']>,
  context: ExecutedCodeContext,
): Promise<ReadonlySet<string> | null> {
  const { host, open, session, seed, signal } = context;
  const folder = join(open.folder, `unrun-${side}`);
  host.files.makeFolder(folder);
  const trace = async (): Promise<ReadonlySet<string> | null> => {
    const { rebased, top } = await placed(side, scenario, context);
    const trial = { index: 0, warmup: true, side, pair: 0, slot: 0, seed } as const;
    const traced: InputTrace = await traceInputs({ scenario: rebased, trial, folder, signal });
    if (traced.state === 'untraceable') return null;
    return new Set(
      traced.paths.map((path) => toForwardSlashes(relativePathInside(top, path) ?? path)),
    );
  };
  return session.lock.hold(scenario.name, trace, signal);
}

async function placed(
  side: SideId,
  scenario: Scenario,
  { host, open: { sides } }: ExecutedCodeContext,
): Promise<{ readonly rebased: Scenario; readonly top: string }> {
  const places: Readonly<Record<SideId, PathMappings>> = await sides.moveIntoSlots(0);
  const own = side === 'a' ? sides.base : sides.head;
  const { top } = sides.foldersOf(side);
  return {
    rebased: relocateScenarioPaths(scenario, places[side], own, host.env.PATH),
    // Node.js reports files with links resolved.
    top: resolveRealPath(top) ?? top,
  };
}
