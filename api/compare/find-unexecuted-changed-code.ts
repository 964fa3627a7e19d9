import { join } from 'node:path';
import { resolveRealPath } from '../../harness/host/folder-tree-operations.ts';
import type { PathMappings } from '../../harness/host/path-mappings.ts';
import { relativePathInside } from '../../harness/host/relative-path-inside.ts';
import type { Host } from '../../harness/host.ts';
import { relocateScenarioPaths } from '../../harness/live-comparison/relocate-scenario-paths.ts';
import type { SideId } from '../../harness/model/base-or-head-of-comparison.ts';
import { toForwardSlashes } from '../../harness/model/cross-platform-paths.ts';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { type Executor, findExecutor } from '../../harness/model/executor.ts';
import { CHANGE_NOT_RUN, type Finding } from '../../harness/model/finding.ts';
import type { InputTrace } from '../../harness/model/program/external-input-trace.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { printableShellWords } from '../../harness/model/shell-quote.ts';
import { resolveScenarioBeforeMeasuring } from '../../harness/sampling/add-script-thresholds-and-field-data.ts';
import { isDefaultConfig } from '../../harness/scenario/find-project-root-and-config.ts';
import {
  type CoveredFile,
  createCoverageProfiler,
} from '../../profilers/execution-coverage/coverage-profiler.ts';
import {
  type ExecutedSource,
  extractExecutedSource,
} from '../../profilers/execution-coverage/extract-source-without-uncalled-functions.ts';
import { matchesSourcePlaces } from '../../profilers/find-file-text-executed-by-v8.ts';
import { readSourceMap } from '../../profilers/source-map-file.ts';
import type { OpenLiveSides } from '../comparison-sides/run-with-base-and-head-snapshots.ts';
import { createSourceReader } from '../observe/map-profiles-to-sources.ts';
import { runObservedTrial } from '../observe/run-profiled-and-unprofiled-trial-pairs.ts';
import type { MeasurementSession } from '../project/lock-and-inspect-machine-for-measurement.ts';

/** Time limit of the whole search, milliseconds; short, since it often ends without a finding. */
const MOST_MS = 60_000;
/** Maximum number of changed files; scenarios are unlikely to miss a larger change entirely. */
const MOST_FILES = 50;
const MOST_NAMED = 3;
/** Files that decide which modules are loaded. */
const DECIDES_LOADING =
  /(?:^|\/)(?:package(?:-lock)?\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|[jt]sconfig[^/]*\.json)$/u;

interface UnrunChangeContext {
  readonly host: Host;
  readonly open: OpenLiveSides;
  readonly session: MeasurementSession;
  readonly seed: number;
  readonly signal: AbortSignal;
  /** Time limit, milliseconds. */
  readonly limitMs: number;
}

/**
 * Returns a finding if no scenario executes the difference between two sides; null: a scenario
 * does, or it cannot be decided. Each scenario runs once on each side while V8 counts calls. A
 * changed file is not executed if both sides load it and execute the same text of it, or if neither
 * side loads it and a trace shows that neither reads it.
 */
export async function findUnexecutedChangedCode(
  report: ComparisonReport,
  scenarios: readonly Scenario[],
  context: UnrunChangeContext,
): Promise<Finding | null> {
  const changedFiles = changedSources(context.open);
  const isMoved = ({ gated, verdict }: ComparisonReport['comparisons'][number]): boolean =>
    gated && !['unchanged', 'inconclusive', 'same inputs'].includes(verdict);
  if (changedFiles.length === 0 || changedFiles.length > MOST_FILES) return null;
  if (changedFiles.some((path) => DECIDES_LOADING.test(path))) return null;
  if (report.comparisons.length === 0 || report.comparisons.some(isMoved)) return null;
  if (!scenarios.every(isObservable)) return null;
  const limit = AbortSignal.timeout(Math.min(MOST_MS, Math.max(0, Math.ceil(context.limitMs))));
  const signal = AbortSignal.any([context.signal, limit]);
  const places = new Map<string, readonly string[]>();
  try {
    for (const scenario of scenarios) {
      const found = await unrunBy(scenario, { ...context, signal });
      if (found === null) return null;
      for (const [path, named] of found) {
        if (named.length > 0 || !places.has(path)) places.set(path, named);
      }
    }
  } catch {
    // The verdict stands without this finding.
    return null;
  }
  return findingFor([...places]);
}

/** True if a Node.js that can be profiled runs all the project code that the scenario executes. */
function isObservable(scenario: Scenario): boolean {
  if (scenario.prepare !== null || scenario.kind === 'page') return false;
  if (scenario.kind === 'function') return scenario.body.type !== 'vitest';
  return !('server' in scenario) || scenario.server !== null;
}

/**
 * Returns the changed files, each with its changed functions, if the scenario executes none of
 * them; null: it executes a change.
 */
async function unrunBy(
  requested: Scenario,
  context: UnrunChangeContext,
): Promise<ReadonlyMap<string, readonly string[]> | null> {
  const { open, signal } = context;
  const executor = findExecutor(open.executors, requested.kind);
  const { scenario } = await resolveScenarioBeforeMeasuring(executor, requested, signal);
  const ran = {
    a: await ranOn('a', scenario, executor, context),
    b: await ranOn('b', scenario, executor, context),
  };
  const found = new Map<string, readonly string[]>();
  const unloaded: string[] = [];
  for (const path of changedSources(open)) {
    const [a, b] = [ran.a.get(path), ran.b.get(path)];
    if (a === undefined && b === undefined) {
      unloaded.push(path);
      found.set(path, []);
    } else if (a === undefined || b === undefined || a.text !== b.text) return null;
    else found.set(path, changedFunctions(a, b));
  }
  if (unloaded.length === 0) return found;
  for (const side of ['a', 'b'] as const) {
    const { traceInputs }: Executor = executor;
    if (traceInputs === undefined) return null;
    const inputs = await readOn(side, scenario, traceInputs, context);
    if (inputs === null || unloaded.some((path) => inputs.has(path))) return null;
  }
  return found;
}

/** Returns the changed files without configurations of perf-harness, which no program reads. */
function changedSources({ sides }: OpenLiveSides): readonly string[] {
  return sides.changedFiles.filter((path) => !isDefaultConfig(path));
}

function changedFunctions(a: ExecutedSource, b: ExecutedSource): readonly string[] {
  const before = new Set(a.idle.map(({ text }) => text));
  return b.idle.filter(({ text }) => !before.has(text)).map(({ line, name }) => `${line} ${name}`);
}

/** Files of the project that a unit ran, by path from the top of the side. */
async function ranOn(
  side: SideId,
  scenario: Scenario,
  executor: Executor,
  context: UnrunChangeContext,
): Promise<ReadonlyMap<string, ExecutedSource>> {
  const { host, session, open, seed, signal } = context;
  const sources = createSourceReader(host);
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
      const { env, readFiles } = createCoverageProfiler(host, sources).attach(folder, nodeOptions);
      // From the start: code that runs while a module is loaded counts.
      return { env, read: readFiles };
    },
  );
  if (profile === null || 'reason' in profile) throw new Error('no coverage was recorded');
  const files = Map.groupBy(profile, ({ path }) => path);
  const ran = new Map<string, ExecutedSource>();
  for (const [path, threads] of files) {
    const inside = relativePathInside(top, path);
    const [file] = threads;
    if (
      inside === null ||
      file === undefined ||
      !open.sides.changedFiles.includes(toForwardSlashes(inside))
    )
      continue;
    const { text } = file;
    if (text === null) throw new Error(`several versions of ${path} were executed`);
    const found = extractExecutedSource(
      { ...file, text },
      threads.map(({ functions }) => functions),
    );
    if (found === null) throw new Error(`the executed version of ${path} differs from the file`);
    const map = readSourceMap(path, text, sources);
    if (map === 'unreadable') throw new Error(`the source map of ${path} cannot be read`);
    if (map?.isInline !== true && !matchesSourcePlaces(text, sources.read(path), [])) {
      throw new Error(`the executed code of ${path} cannot be mapped to its source lines`);
    }
    // Source lines, if the executed text was built from a source file.
    const idle = found.idle.map((place) => ({
      ...place,
      line: map?.originalOf(place)?.line ?? place.line,
    }));
    ran.set(toForwardSlashes(inside), { ...found, idle });
  }
  return ran;
}

/** Files that a unit read, by path from the top of the side; null: they cannot be traced. */
async function readOn(
  side: SideId,
  scenario: Scenario,
  traceInputs: NonNullable<Executor['traceInputs']>,
  context: UnrunChangeContext,
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
  { host, open: { sides } }: UnrunChangeContext,
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

function findingFor(places: readonly (readonly [string, readonly string[]])[]): Finding {
  const all = places.flatMap(([path, named]) =>
    named.length === 0 ? [path] : named.map((name) => `${path}:${name}`),
  );
  const more = all.length - MOST_NAMED;
  const what = [...all.slice(0, MOST_NAMED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
  const [path, named] = places.find(([, functions]) => functions.length > 0) ?? [null, []];
  const name = named[0]?.split(' ')[1] ?? '';
  return {
    id: CHANGE_NOT_RUN,
    level: 'warning',
    message: `No scenario executes your changes (${what}), so this comparison does not cover them.`,
    ...(path !== null &&
      name !== '' && {
        remedy: `Add a scenario that executes the change: ${printableShellWords(['perf-harness', 'init', 'function', `${path}::${name}`])}`,
      }),
  };
}
