import { join } from 'node:path';
import { ensureStateFolder } from '../../harness/history/project-state-folder.ts';
import { relativePathInside } from '../../harness/host/relative-path-inside.ts';
import type { Host } from '../../harness/host.ts';
import { relocateScenarioPaths } from '../../harness/live-comparison/relocate-scenario-paths.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Instrumentation } from '../../harness/model/program/function-instrumentation.ts';
import type { CompletedTrial } from '../../harness/model/trial.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { runPrepareCommand } from '../../harness/sampling/run-prepare-command.ts';
import type { Random } from '../../harness/stats/seeded-random.ts';
import { createInstrumenter } from '../../profilers/instrument/call-instrumenter.ts';
import type { InstrumentationCandidate } from '../../profilers/instrument/choose-instrumented-functions.ts';
import type { InstrumentedSuspect } from '../../profilers/instrument/decide-hypotheses-by-recorded-calls.ts';
import { discoverTestOrBenchmarkCommand } from '../../project/discover/discover-test-or-benchmark-command.ts';
import { runDiscoveredCommand } from '../../project/discover/run-discovered-command.ts';
import type { ObservedScenario } from '../observe/run-profiled-and-unprofiled-trial-pairs.ts';
import type { ReportedProject } from '../project/read-project-duration-norms-and-code-rules.ts';
import {
  createInstrumentedProjectCopy,
  type InstrumentedProjectCopy,
} from './instrumented-project-copy.ts';
import {
  type PlannedInstrumentation,
  planFunctionInstrumentation,
} from './plan-function-instrumentation.ts';
import {
  type InstrumentedTrials,
  measureInstrumentationOverhead,
  recordInstrumentedCalls,
  summariseRecordedCalls,
} from './record-instrumented-calls.ts';

/** Result of targeted instrumentation. */
export type InstrumentedScenario =
  | {
      readonly type: 'taken';
      readonly report: Omit<Instrumentation, 'functions'>;
      readonly functions: readonly InstrumentedSuspect[];
      readonly findings: readonly Finding[];
    }
  /** The tests failed with instrumentation; it was reverted, its measurements discarded. */
  | { readonly type: 'broken'; readonly findings: readonly Finding[] }
  | { readonly type: 'none'; readonly findings: readonly Finding[] };

interface InstrumentingOptions extends Omit<ReportedProject, 'knowledge'> {
  /** Trials that were taken before. */
  readonly offset: number;
  readonly random: Random;
  /** Trials without instrumentation or profiler. */
  readonly plain: readonly CompletedTrial[];
}

/** Everything needed while a program is instrumented. */
interface Instrumenting extends InstrumentingOptions {
  readonly subject: ObservedScenario;
  readonly prepared: PlannedInstrumentation;
  /** Copy whose files can be edited; null: git is not installed. */
  readonly copy: InstrumentedProjectCopy | null;
  /** For files that do not outlive the command. */
  readonly folder: string;
}

/**
 * Instruments functions to record their calls (P811-33 to P811-35) as their files are loaded or, if
 * the running code was built from the sources, in a copy with the patch applied. Instrumentation
 * that breaks the tests is reverted. The patch is stored so that the measurement can be repeated.
 */
export async function instrumentScenario(
  subject: ObservedScenario,
  wanted: readonly InstrumentationCandidate[],
  options: InstrumentingOptions,
): Promise<InstrumentedScenario> {
  const { host, signal } = subject;
  const prepared = await planFunctionInstrumentation(host, options.root, wanted);
  if (prepared.functions.length === 0 || signal.aborted) return { type: 'none', findings: [] };
  const folder = join(subject.folder, 'instrumentation');
  host.files.makeFolder(folder);
  const copy = await copyOf(subject, options.root, prepared, folder);
  const at: Instrumenting = { ...options, subject, prepared, copy, folder };
  const taken = await takeInEitherWay(at);
  if (taken.trials.length === 0) return { type: 'none', findings: failureFindings(taken) };
  const tested = await testsOf(at, taken.way);
  if (tested.type === 'reverted') return { type: 'broken', findings: [revertedFinding(tested)] };
  return {
    type: 'taken',
    report: {
      way: taken.way,
      runs: taken.trials.length,
      refused: prepared.refused,
      overhead: measureInstrumentationOverhead(subject.scenario, taken.trials, options.plain),
      tests: tested.tests,
      patch: copy === null ? null : keepPatch(at, copy.patch),
      instrumented_files: prepared.files.map(({ file }) => file),
    },
    functions: summariseRecordedCalls(prepared.functions, taken.trials),
    findings: failureFindings(taken),
  };
}

/** Returns null without git: functions are still instrumented, without patch or test copy. */
async function copyOf(
  { host, signal }: ObservedScenario,
  root: string,
  { files }: PlannedInstrumentation,
  folder: string,
): Promise<InstrumentedProjectCopy | null> {
  try {
    return await createInstrumentedProjectCopy(host, root, files, folder, signal);
  } catch (error) {
    if (error instanceof UserError && error.code === 'git-missing') return null;
    throw error;
  }
}

type TakenInOneWay = InstrumentedTrials & { readonly way: Instrumentation['way'] };

/** Records calls in code instrumented on load, or in the copy if none of the files loaded. */
async function takeInEitherWay(at: Instrumenting): Promise<TakenInOneWay> {
  const { subject, prepared, copy, offset, random } = at;
  const planFile = writePlan(at, prepared.plan.files);
  const instrumenter = createInstrumenter(subject.host, planFile, prepared.functions.length);
  const first = await recordInstrumentedCalls(subject, instrumenter, offset, random);
  const isReached = first.trials.some(({ seen }) => seen.loaded.length > 0);
  const isOver = first.failure !== null || subject.signal.aborted;
  if (isReached || isOver || copy === null) return { ...first, way: 'as-loaded' };
  await copy.apply();
  const { host, scenario, signal } = subject;
  // The path of the project may contain symbolic links.
  const places = [
    [at.root, copy.root],
    [copy.extent, copy.top],
  ] as const;
  const moved = relocateScenarioPaths(scenario, places, { env: {}, nodePath: null }, host.env.PATH);
  await runPrepareCommand(host, moved, signal);
  const inCopy = createInstrumenter(host, writePlan(at, []), prepared.functions.length);
  const second = await recordInstrumentedCalls(
    { ...subject, scenario: moved },
    inCopy,
    offset + 10,
    random,
  );
  return { ...second, way: 'copy' };
}

/** @param files - Empty if the files are instrumented on disk. */
function writePlan(
  { subject: { host }, prepared: { plan }, folder }: Instrumenting,
  files: PlannedInstrumentation['plan']['files'],
): string {
  const path = join(folder, `plan-${files.length}.json`);
  host.files.writeAtomic(path, JSON.stringify({ ...plan, files }));
  return path;
}

async function testsOf(
  at: Instrumenting,
  way: Instrumentation['way'],
): Promise<TestedInstrumentation> {
  const { subject, copy, folder, prepared } = at;
  const { host, signal } = subject;
  if (copy === null || signal.aborted) {
    return { type: 'kept', tests: { command: null, outcome: 'none' } };
  }
  if (way === 'as-loaded') await copy.apply();
  const own = join(folder, 'calls-of-tests');
  host.files.makeFolder(own);
  const { attach } = createInstrumenter(host, writePlan(at, []), prepared.functions.length);
  return testInstrumented(host, copy, attach(own, host.env.NODE_OPTIONS).env, signal);
}

/** Number of patches to keep; older patches are removed. */
const KEEP = 20;

/** @returns its path, from the root of the project. */
function keepPatch({ subject: { host }, stateFolder, root, id }: Instrumenting, patch: string) {
  ensureStateFolder(host.files, stateFolder);
  const folder = join(stateFolder, 'instrumentation');
  // Without the name of the scenario, so that the path fits into a line of a terminal.
  const own = id.replace(/^(\d{8}T\d{6}).*(-\w+)$/, '$1$2');
  const path = join(folder, own, 'instrumentation.patch');
  host.files.writeAtomic(path, patch);
  // Their names begin with their time.
  for (const old of host.files.list(folder).toSorted().slice(0, -KEEP)) {
    host.files.remove(join(folder, old));
  }
  return relativePathInside(root, path) ?? path;
}

function failureFindings({ failure }: InstrumentedTrials): readonly Finding[] {
  if (failure === null) return [];
  const { message, remedy } = failure;
  return [
    {
      id: 'instrumentation-failed',
      level: 'warning',
      message: `Functions could not be instrumented: ${message}.`,
      remedy: remedy ?? 'Run the scenario manually to find the cause.',
    },
  ];
}

function revertedFinding({
  command,
  message,
  output,
}: Extract<TestedInstrumentation, { readonly type: 'reverted' }>): Finding {
  const [last = ''] = output.trimEnd().split('\n').slice(-1);
  return {
    id: 'instrumentation-reverted',
    level: 'warning',
    message: `Instrumentation broke the tests and was reverted: ${message}. Only profiler results from uninstrumented code are used.`,
    remedy: `Find out why \`${command}\` fails when functions are wrapped in other functions: ${last.trim()}`,
  };
}

/** Result of the project's tests with the instrumentation. */
type TestedInstrumentation =
  | { readonly type: 'kept'; readonly tests: Instrumentation['tests'] }
  /** It was taken back. */
  | {
      readonly type: 'reverted';
      readonly command: string;
      readonly message: string;
      readonly output: string;
    };

/**
 * Runs the tests of a project in its instrumented copy. If they fail, the instrumentation is
 * reverted and they run again, so that it is not blamed for tests that fail anyway.
 */
async function testInstrumented(
  host: Host,
  copy: Pick<InstrumentedProjectCopy, 'root' | 'revert'>,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<TestedInstrumentation> {
  const discovered = discoverTestOrBenchmarkCommand(host.files, copy.root, 'test');
  if (discovered.type === 'skipped') {
    return { type: 'kept', tests: { command: null, outcome: 'none' } };
  }
  const { command } = discovered;
  const run = (more: Readonly<Record<string, string>>) =>
    runDiscoveredCommand(host, command, { cwd: copy.root, signal, env: more });
  const first = await run(env);
  signal.throwIfAborted();
  const kept = (outcome: Instrumentation['tests']['outcome']): TestedInstrumentation => ({
    type: 'kept',
    tests: { command: command.text, outcome },
  });
  if (first.state === 'passed') return kept('passed');
  if (first.state === 'skipped') return kept('none');
  await copy.revert();
  const second = await run({});
  signal.throwIfAborted();
  if (second.state !== 'passed') return kept('fail-anyway');
  const { message, output } = first;
  return { type: 'reverted', command: command.text, message, output };
}
