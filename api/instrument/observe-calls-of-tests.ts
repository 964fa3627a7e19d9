import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { resolveRealPath } from '../../harness/host/folder-tree-operations.ts';
import { childModule } from '../../harness/host/process/resolve-child-module-path.ts';
import { relativePathInside } from '../../harness/host/relative-path-inside.ts';
import { toPosixPath } from '../../harness/host/to-posix-path.ts';
import type { Host } from '../../harness/host.ts';
import { UnitFailure } from '../../harness/model/executor.ts';
import type { CodeFunction } from '../../harness/model/program/code-analysis-results.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import { describeOutputError } from '../../harness/model/program-output-error.ts';
import { openTemporaryRunFolder } from '../../harness/sampling/temporary-run-folder.ts';
import { copyProject } from '../../harness/snapshot/copy-project-tree.ts';
import {
  CALLS_VARIABLE,
  type OutsideCalls,
  type RecordedProgram,
} from '../../profilers/calls/outside-call.ts';
import { readThreadRecords } from '../../profilers/calls/read-thread-records.ts';
import { sumOutsideCallTimes } from '../../profilers/calls/time-shares-of-outside-calls.ts';
import { createCpuProfiler } from '../../profilers/v8/cpu-profiler.ts';
import { discoverTestOrBenchmarkCommand } from '../../project/discover/discover-test-or-benchmark-command.ts';
import type { DiscoveredCommand } from '../../project/discover/discovered-command.ts';
import {
  type CommandOutcome,
  runDiscoveredCommand,
} from '../../project/discover/run-discovered-command.ts';
import { isPackageSource, labelExportedFunctions } from './label-exported-functions.ts';
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

/** A script of the package that the tests start as a program. */
export interface StartedProgram {
  /** From the root, with `/`. */
  readonly file: string;
  /** Arguments; those that name files of the package are relative to its root. */
  readonly arguments: readonly string[];
}

export type ObservedTests =
  | {
      readonly type: 'observed';
      /** Command of the tests. */
      readonly command: string;
      /** Reason for which the tests failed; null: they passed. */
      readonly failure: string | null;
      readonly functions: readonly ObservedFunction[];
      /** Share of the time that no exported function accounts for; null: no profile. */
      readonly otherShare: number | null;
      /** Programs of the package that the tests start, with paths from the root. */
      readonly programs: readonly StartedProgram[];
      /** Paths of successful GET requests to servers in the tests, the most requested first. */
      readonly requestedPaths: readonly string[];
    }
  | { readonly type: 'none'; readonly reason: string };

export interface TestsToObserve {
  /** Files whose exports users call, from the root, with `/`. */
  readonly entries: readonly string[];
  /** Function whose calls are wanted, also those by the package itself; null: all exports. */
  readonly only: CodeFunction | null;
  /** Command that builds the package, for tests that need its output; null: none. */
  readonly build: readonly [string, ...string[]] | null;
  /** Time limit of the tests and of the build, milliseconds; calls made by then count. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** Longest sample that counts, milliseconds: tests are short, and one wait for a processor is not. */
const LONGEST_SAMPLE_MS = 5;
/**
 * Runs the tests of a package once, in a copy, with a CPU profile and with the arguments of calls
 * recorded; returns the exported functions that the tests call. No file of the project changes.
 */
export async function observeCallsOfTests(
  host: Host,
  root: string,
  { entries, only, build, limitMs, signal }: TestsToObserve,
): Promise<ObservedTests> {
  const discovered = discoverTestOrBenchmarkCommand(host.files, root, 'test');
  if (discovered.type === 'skipped') return none('it has no test command');
  const folder = openTemporaryRunFolder(host);
  try {
    const { root: copy } = await copyProject(host, root, join(folder.path, 'copy'), signal);
    const exports = await labelExportedFunctions(host, {
      root,
      copy,
      entries,
      only,
      output: join(folder.path, 'exports'),
      signal,
    });
    if (only !== null && exports.length === 0) {
      return none(`${only.file} does not export ${only.name}, or cannot be loaded on its own`);
    }
    const command = { ...discovered.command, timeoutMs: limitMs };
    const tests = { copy, folder: folder.path, command, exports };
    const first = await runTests(host, tests, signal);
    if (first.type === 'observed' || build === null) return first;
    // The copy lacks build output that git ignores, which the tests may need.
    const [file, ...args] = build;
    await host.processes.exec({ file, args, cwd: copy, timeoutMs: limitMs, signal });
    return await runTests(host, tests, signal);
  } finally {
    folder.remove();
  }
}

function none(reason: string): ObservedTests {
  return { type: 'none', reason };
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
  // An earlier run may have left some.
  host.files.remove(recordings);
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
  const failure = outcome.state === 'failed' ? describeFailure(outcome, copy) : null;
  const { calls, programs, requests } = readThreadRecords(host, recordings);
  if (calls.size + requests.length === 0 && failure !== null) return none(failure);
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
  const shares = functions.flatMap(({ share }) => share ?? []);
  const otherShare = shares.length === 0 ? null : shares.reduce((rest, share) => rest - share, 1);
  const started = programs.flatMap((program) => programWithin(host, copy, program));
  return {
    ...{ type: 'observed', command: command.text, failure, functions, otherShare },
    ...{ programs: started, requestedPaths: requests },
  };
}

/** Describes why the tests failed; places in the copy are named from its root. */
function describeFailure(
  { message, output }: Extract<CommandOutcome, { readonly state: 'failed' }>,
  copy: string,
): string {
  const { text, at } = describeOutputError(output.split('\n'));
  const error = `${text}${at}`.replaceAll(`${pathToFileURL(copy).href}/`, '');
  return text === '' ? message : `${message}: ${error.replaceAll(`${copy}/`, '')}`;
}

/** Returns a program of the copy with its paths from the root; none: it is another program. */
function programWithin(
  { files }: Host,
  copy: string,
  { file, cwd, arguments: given }: RecordedProgram,
): readonly StartedProgram[] {
  const root = resolveRealPath(copy) ?? copy;
  const own = relativePathInside(root, resolveRealPath(file) ?? file);
  if (own === null || own.includes('node_modules')) return [];
  const moved = given.map((word) => {
    const path = resolve(cwd, word);
    const inside = word.startsWith('-') ? null : relativePathInside(root, path);
    const isPath = files.isFile(path) || files.isFolder(path);
    return inside !== null && inside !== '' && isPath ? toPosixPath(inside) : word;
  });
  return [{ file: toPosixPath(own), arguments: moved }];
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
    return inside !== null && isPackageSource(toPosixPath(inside));
  };
}
