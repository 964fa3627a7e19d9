import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { resolveRealPath } from '../../harness/host/folder-tree-operations.ts';
import { addPreload } from '../../harness/host/process/preload-into-node.ts';
import { relativePathInside } from '../../harness/host/relative-path-inside.ts';
import { toPosixPath } from '../../harness/host/to-posix-path.ts';
import type { Host } from '../../harness/host.ts';
import { UnitFailure } from '../../harness/model/executor.ts';
import type { CodeFunction } from '../../harness/model/program/code-analysis-results.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import { describeOutputError } from '../../harness/model/program-output-error.ts';
import { openTemporaryRunFolder } from '../../harness/sampling/trial-artifact-files.ts';
import { copyProject } from '../../harness/snapshot/copy-project-tree.ts';
import { CALLS_VARIABLE } from '../../profilers/calls/outside-call.ts';
import { readThreadRecords } from '../../profilers/calls/read-thread-records.ts';
import { sumOutsideCallTimes } from '../../profilers/calls/time-shares-of-outside-calls.ts';
import { createCpuProfiler } from '../../profilers/v8/cpu-profiler.ts';
import {
  type CommandOutcome,
  runDiscoveredCommand,
} from '../../project/discover/run-discovered-command.ts';
import { isPackageSource, labelExportedFunctions } from './label-exported-functions.ts';
import { listTestSteps, type TestSteps } from './list-test-steps.ts';
import {
  assignRecordsToExports,
  type InstrumentedProject,
  type ObservedTests,
} from './observed-tests.ts';
import {
  type DocumentedPackage,
  listReadmeExamples,
  type ReadmeExample,
  runReadmeExamples,
} from './readme-examples.ts';

export interface TestsToObserve {
  /** Folders of the workspace's packages, from the root. */
  readonly packages: readonly string[];
  /** Files whose exports users call, from the root, with `/`. */
  readonly entries: readonly string[];
  /** Function whose calls are wanted, also those by the package itself; null: all exports. */
  readonly only: CodeFunction | null;
  /** Packages whose README has examples. */
  readonly documented: readonly DocumentedPackage[];
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
 * recorded; returns the exported functions that the tests call. If no call of theirs can be
 * repeated, the examples of the README are run too. No file of the project changes.
 */
export async function observeCallsOfTests(
  host: Host,
  root: string,
  { packages, entries, only, documented, build, limitMs, signal }: TestsToObserve,
): Promise<ObservedTests> {
  const tests = listTestSteps(host.files, root, packages);
  const examples = listReadmeExamples(host.files, root, documented);
  const noTests = none('it has no test command');
  if (tests === null && examples.length === 0) return noTests;
  const folder = openTemporaryRunFolder(host);
  try {
    const { root: copy } = await copyProject(host, root, join(folder.path, 'copy'), signal);
    const exports = await labelExportedFunctions(host, {
      root,
      copy,
      entries,
      only,
      build: async () => {
        if (build !== null) await runBuild(host, copy, build, limitMs, signal);
      },
      output: join(folder.path, 'exports'),
      signal,
    });
    if (only !== null && exports.length === 0) {
      return none(`${only.file} does not export ${only.name}, or cannot be loaded on its own`);
    }
    const project = { copy, folder: folder.path, exports };
    const isBuilt = entries.every((entry) => host.files.isFile(join(copy, entry)));
    const ofTests =
      tests === null
        ? noTests
        : await runTests(host, project, { ...tests, timeoutMs: limitMs, isBuilt }, build, signal);
    if (examples.length === 0 || hasUsableCalls(ofTests)) return ofTests;
    const ofExamples = await runExamples(host, project, examples, signal);
    if (ofExamples.type === 'none' || !hasUsableCalls(ofExamples)) return ofTests;
    // Programs and requests of the tests are still those that matter.
    return ofTests.type === 'observed'
      ? { ...ofExamples, programs: ofTests.programs, requestedPaths: ofTests.requestedPaths }
      : ofExamples;
  } finally {
    folder.remove();
  }
}

function none(reason: string): ObservedTests {
  return { type: 'none', reason };
}

function hasUsableCalls(observed: ObservedTests): boolean {
  return (
    observed.type === 'observed' &&
    observed.functions.some(({ inputs }) => inputs.some(({ failed }) => failed === 0))
  );
}

interface LimitedTestSteps extends TestSteps {
  /** Time limit of all steps. */
  readonly timeoutMs: number;
  /** False if entry points are missing, without which tests of other packages may fail. */
  readonly isBuilt: boolean;
}

async function runTests(
  host: Host,
  project: InstrumentedProject,
  command: LimitedTestSteps,
  build: readonly [string, ...string[]] | null,
  signal: AbortSignal,
): Promise<ObservedTests> {
  const startedMs = host.clock.monotonicMs();
  const first = await runTestsOnce(host, project, command, signal);
  const isLate = host.clock.monotonicMs() - startedMs >= command.timeoutMs;
  const isComplete = first.type === 'observed' && (first.failure === null || command.isBuilt);
  if (isComplete || build === null || isLate) return first;
  // The copy lacks build output that git ignores, which the tests may need.
  await runBuild(host, project.copy, build, command.timeoutMs, signal);
  const second = await runTestsOnce(host, project, command, signal);
  return second.type === 'observed' ? second : first;
}

async function runBuild(
  host: Host,
  cwd: string,
  [file, ...args]: readonly [string, ...string[]],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  await host.processes.exec({ file, args, cwd, timeoutMs, signal });
}

/** Creates a folder for recordings; an earlier run may have left some. */
function openRecordings({ files, env }: Host, folder: string) {
  const recordings = join(folder, 'recordings');
  files.remove(recordings);
  files.makeFolder(recordings);
  return {
    recordings,
    options: addPreload(
      env.NODE_OPTIONS,
      import.meta.url,
      '../../profilers/calls/record-outside-calls-preload',
    ),
  };
}

async function runTestsOnce(
  host: Host,
  project: InstrumentedProject,
  tests: LimitedTestSteps,
  signal: AbortSignal,
): Promise<ObservedTests> {
  const { copy, folder } = project;
  const { recordings, options } = openRecordings(host, folder);
  const profiler = createCpuProfiler(host, { longestSampleMs: LONGEST_SAMPLE_MS }).attach(
    recordings,
    options,
  );
  const env = { ...profiler.env, [CALLS_VARIABLE]: recordings };
  const { failure, lastFailure } = await runSteps(host, tests, { copy, env, signal });
  const records = readThreadRecords(host, recordings);
  if (records.calls.size + records.requests.length === 0 && failure !== null) return none(failure);
  const profile = await readProfile(profiler);
  const times = profile === null ? null : sumOutsideCallTimes(profile, ownSources(copy));
  // A failed step ends nothing but itself.
  return assignRecordsToExports(host, project, records, {
    command: tests.text,
    failure: lastFailure,
    times,
  });
}

/** Returns why the last step that failed did so, and the last step of all; null: it passed. */
async function runSteps(
  host: Host,
  { steps, timeoutMs }: LimitedTestSteps,
  { copy, env, signal }: StepsEnvironment,
): Promise<{ readonly failure: string | null; readonly lastFailure: string | null }> {
  const endMs = host.clock.monotonicMs() + timeoutMs;
  let failure: string | null = null;
  let lastFailure: string | null = null;
  for (const { folder, command } of steps) {
    const cwd = join(copy, folder);
    const programs = [cwd, copy].map((from) => join(from, 'node_modules', '.bin'));
    const path = [...programs, host.env.PATH ?? ''].join(delimiter);
    const leftMs = endMs - host.clock.monotonicMs();
    if (leftMs <= 0) break;
    const options = { cwd, signal, env: { ...env, PATH: path } };
    const limited = { ...command, timeoutMs: leftMs };
    const outcome = await runDiscoveredCommand(host, limited, options);
    signal.throwIfAborted();
    lastFailure = failureOf(outcome, copy);
    failure = lastFailure ?? failure;
  }
  return { failure, lastFailure };
}

interface StepsEnvironment {
  readonly copy: string;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

function failureOf(outcome: CommandOutcome, copy: string): string | null {
  switch (outcome.state) {
    case 'passed':
      return null;
    case 'skipped':
      return outcome.finding.message;
    case 'failed':
      return describeFailure(outcome, copy);
  }
}

async function runExamples(
  host: Host,
  project: InstrumentedProject,
  examples: readonly ReadmeExample[],
  signal: AbortSignal,
): Promise<ObservedTests> {
  const { recordings, options } = openRecordings(host, project.folder);
  const env = { NODE_OPTIONS: options, [CALLS_VARIABLE]: recordings };
  await runReadmeExamples(host, project.copy, examples, env, signal);
  const records = readThreadRecords(host, recordings);
  return assignRecordsToExports(host, project, records, {
    command: null,
    failure: null,
    times: null,
  });
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
