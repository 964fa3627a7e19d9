import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loaderFlags } from '../../harness/executors/node/add-node-source-transform-loader.ts';
import { resolveRealPath } from '../../harness/host/folder-tree-operations.ts';
import { childModule } from '../../harness/host/process/resolve-child-module-path.ts';
import { relativePathInside } from '../../harness/host/relative-path-inside.ts';
import { toPosixPath } from '../../harness/host/to-posix-path.ts';
import type { Host } from '../../harness/host.ts';
import { needsSourceLoader } from '../../harness/loader/needs-source-loader.ts';
import { UnitFailure } from '../../harness/model/executor.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import { openTemporaryRunFolder } from '../../harness/sampling/temporary-run-folder.ts';
import { copyProject } from '../../harness/snapshot/copy-project-tree.ts';
import { CALLS_VARIABLE, type OutsideCalls } from '../../profilers/calls/outside-call.ts';
import { readOutsideCalls } from '../../profilers/calls/read-outside-calls.ts';
import { sumOutsideCallTimes } from '../../profilers/calls/time-shares-of-outside-calls.ts';
import {
  applyInsertions,
  createArgumentInsertions,
  mayContainTypes,
} from '../../profilers/instrument/insert-recorder-calls.ts';
import { createCpuProfiler } from '../../profilers/v8/cpu-profiler.ts';
import { discoverTestOrBenchmarkCommand } from '../../project/discover/discover-test-or-benchmark-command.ts';
import type { DiscoveredCommand } from '../../project/discover/discovered-command.ts';
import { runDiscoveredCommand } from '../../project/discover/run-discovered-command.ts';
import { loadSourceAnalysis } from '../../registry/load-source-analysis-library.ts';
import type { LabelledExport } from './labelled-export.ts';

/** Exported function, as the tests of its package call it from outside. */
export interface ObservedFunction extends OutsideCalls {
  /** Entry point that exports it, from the root, with `/`. */
  readonly entry: string;
  /** Names that lead to it from the namespace of the module. */
  readonly path: readonly string[];
  /** Share of the time that the tests spend in the package, from 0 to 1; null: no profile. */
  readonly share: number | null;
}

export type ObservedTests =
  | {
      readonly type: 'observed';
      /** Command of the tests. */
      readonly command: string;
      /** Reason for which the tests failed; null: they passed. */
      readonly failure: string | null;
      readonly functions: readonly ObservedFunction[];
    }
  | { readonly type: 'none'; readonly reason: string };

export interface TestsToObserve {
  /** Files whose exports users call, from the root, with `/`. */
  readonly entries: readonly string[];
  /** Time limit of the tests, milliseconds; calls made by then count. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** Longest time in which an entry point loads, milliseconds. */
const LOAD_MS = 15_000;
/** Longest sample that counts, milliseconds: tests are short, and one wait for a processor is not. */
const LONGEST_SAMPLE_MS = 5;
const IS_SCRIPT = /\.[cm]?[jt]sx?$/u;
/** Files that exercise the package and are no part of it. */
const IS_NO_SOURCE =
  /(?:^|\/)(?:node_modules|tests?|specs?|__tests__|bench(?:mark)?s?|examples?|fixtures?)\/|[._-](?:test|spec|bench)\.\w+$/u;

/**
 * Runs the tests of a package once, in a copy, with a CPU profile and with the arguments of calls
 * recorded; returns the exported functions that the tests call. No file of the project changes.
 */
export async function observeCallsOfTests(
  host: Host,
  root: string,
  { entries, limitMs, signal }: TestsToObserve,
): Promise<ObservedTests> {
  const discovered = discoverTestOrBenchmarkCommand(host.files, root, 'test');
  if (discovered.type === 'skipped') return none('it has no test command');
  if (entries.length === 0) return none('no entry point of the package is known');
  const folder = openTemporaryRunFolder(host);
  try {
    const { root: copy } = await copyProject(host, root, join(folder.path, 'copy'), signal);
    const files = await findLabelledFiles(host, root, signal);
    writeLabelled(host, copy, files, () => true);
    const exports = await listExports(host, copy, entries, join(folder.path, 'exports'), signal);
    const labels = new Set(exports.map(({ label }) => label));
    writeLabelled(host, copy, files, (label) => labels.has(label));
    if (labels.size === 0) return none(`${entries.join(', ')} exports no function to record`);
    const command = { ...discovered.command, timeoutMs: limitMs };
    return await runTests(host, { copy, folder: folder.path, command, exports }, signal);
  } finally {
    folder.remove();
  }
}

function none(reason: string): ObservedTests {
  return { type: 'none', reason };
}

interface LabelledPlace {
  readonly label: number;
  readonly place: Parameters<typeof createArgumentInsertions>[0];
}

/** Source file of the package, and its functions whose bodies can be run by the recorder. */
interface LabelledFile {
  readonly file: string;
  readonly text: string;
  readonly places: readonly LabelledPlace[];
}

async function findLabelledFiles(
  host: Host,
  root: string,
  signal: AbortSignal,
): Promise<readonly LabelledFile[]> {
  const { readCode, findBodies, loadParser } = await loadSourceAnalysis();
  const parser = await loadParser(host);
  const { functions } = await readCode(host, root, { patterns: false, signal });
  const own = functions.filter(
    ({ file, name }) => name !== '(module)' && IS_SCRIPT.test(file) && !IS_NO_SOURCE.test(file),
  );
  let label = 0;
  return [...Map.groupBy(own, ({ file }) => file)].map(([file, wanted]) => {
    const text = host.files.read(join(root, file)) ?? '';
    const bodies = findBodies(parser, file, text, wanted);
    const places = bodies.flatMap((body): readonly LabelledPlace[] => {
      if (body.type === 'refused') return [];
      label += 1;
      return [{ label, place: body.place }];
    });
    return { file, text, places };
  });
}

/** Writes the files to a copy with those functions instrumented that are wanted. */
function writeLabelled(
  host: Host,
  copy: string,
  files: readonly LabelledFile[],
  isWanted: (label: number) => boolean,
): void {
  for (const { file, text, places } of files) {
    const insertions = places
      .filter(({ label }) => isWanted(label))
      .flatMap(({ label, place }) => createArgumentInsertions(place, label, mayContainTypes(file)));
    // In place, so that the mode of the file stays.
    host.files.writeBytes(join(copy, file), Buffer.from(applyInsertions(text, insertions)));
  }
}

/** Loads the entry points in a process of their own, and finds each function once. */
async function listExports(
  host: Host,
  copy: string,
  entries: readonly string[],
  output: string,
  signal: AbortSignal,
): Promise<readonly LabelledExport[]> {
  const paths = entries.map((entry) => join(copy, entry)).filter(host.files.isFile);
  const isTransformed = paths.some((path) => needsSourceLoader(host.files, path));
  await host.processes.exec({
    file: host.system.execPath,
    args: [
      ...(isTransformed ? loaderFlags({ loadsSources: true }) : []),
      childModule(import.meta.url, './list-labelled-exports-child'),
      output,
      ...paths,
    ],
    cwd: copy,
    timeoutMs: LOAD_MS,
    signal,
  });
  signal.throwIfAborted();
  const found = JSON.parse(host.files.read(output) ?? '[]') as readonly LabelledExport[];
  const byLabel = Map.groupBy(found, ({ label }) => label);
  return [...byLabel.values()].flatMap((ways) => ways.toSorted(compareWays).slice(0, 1));
}

/** The shortest way first, and a name of its own before the default export. */
function compareWays({ path: a }: LabelledExport, { path: b }: LabelledExport): number {
  return a.length - b.length || Number(a[0] === 'default') - Number(b[0] === 'default');
}

interface InstrumentedTests {
  readonly copy: string;
  readonly folder: string;
  readonly command: DiscoveredCommand;
  readonly exports: readonly LabelledExport[];
}

async function runTests(
  host: Host,
  { copy, folder, command, exports }: InstrumentedTests,
  signal: AbortSignal,
): Promise<ObservedTests> {
  const recordings = join(folder, 'recordings');
  host.files.makeFolder(recordings);
  const recorder = childModule(
    import.meta.url,
    '../../profilers/calls/record-outside-calls-preload',
  );
  const profiler = createCpuProfiler(host, { longestSampleMs: LONGEST_SAMPLE_MS }).attach(
    recordings,
    `${host.env.NODE_OPTIONS ?? ''} --import=${pathToFileURL(recorder).href}`,
  );
  const env = { ...profiler.env, [CALLS_VARIABLE]: recordings };
  const outcome = await runDiscoveredCommand(host, command, { cwd: copy, signal, env });
  signal.throwIfAborted();
  if (outcome.state === 'skipped') return none(outcome.finding.message);
  const failure = outcome.state === 'failed' ? outcome.message : null;
  const calls = readOutsideCalls(host, recordings);
  if (calls.size === 0 && failure !== null) return none(failure);
  const profile = await readProfile(profiler);
  const times = profile === null ? null : sumOutsideCallTimes(profile, ownSources(copy));
  const functions = exports.flatMap(({ entry, path, label }): readonly ObservedFunction[] => {
    const own = calls.get(label);
    if (own === undefined) return [];
    const share =
      times === null || times.totalMs === 0
        ? null
        : (times.byIndex.get(label) ?? 0) / times.totalMs;
    return [{ ...own, entry: toPosixPath(relative(copy, entry)), path, share }];
  });
  return { type: 'observed', command: command.text, failure, functions };
}

/** Returns null if no process of the tests could write a profile. */
async function readProfile({
  read,
}: ReturnType<ReturnType<typeof createCpuProfiler>['attach']>): Promise<Profile | null> {
  try {
    const { profile } = await read({ fromMs: 0, toMs: Number.POSITIVE_INFINITY });
    return profile;
  } catch (error) {
    if (error instanceof UnitFailure) return null;
    throw error;
  }
}

function ownSources(copy: string): (file: string) => boolean {
  const root = resolveRealPath(copy) ?? copy;
  return (file) => {
    const inside = relativePathInside(root, file) ?? relativePathInside(copy, file);
    return inside !== null && !IS_NO_SOURCE.test(toPosixPath(inside));
  };
}
