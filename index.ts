/**
 * The public entry: what scenario files, configurations, plugins and programs import. It loads
 * next to nothing by itself, because every measured process imports it.
 *
 * @packageDocumentation
 */

import type { BisectRequest } from './api/bisect/bisect-request.ts';
import type { CompareRequest } from './api/compare/compare-request.ts';
import type { GateRequest } from './api/gate/gate-request.ts';
import type { RunRequest } from './api/measure/run.ts';
import type { EstimateRequest } from './api/target/estimated-map.ts';
import type { TargetRequest, TargetResolution } from './api/target/resolve-target.ts';
import type { TimeFunctionsRequest } from './api/target/time-functions.ts';
import type { Days, FieldRows } from './harness/field/read-segments.ts';
import type { Expected } from './harness/history/parse-versioned.ts';
import type { ExecResult } from './harness/host/process/processes.ts';
import type { Host } from './harness/host.ts';
import type { BisectReport } from './harness/model/documents/bisect-document.ts';
import type { ComparisonReport, Report } from './harness/model/documents/document.ts';
import type { GateReport } from './harness/model/documents/gate-document.ts';
import type { PerformanceMap } from './harness/model/documents/performance-map.ts';
import type { Finding } from './harness/model/finding.ts';
import type {
  Waiver,
  WrongToolIndicator,
  WrongToolJudgement,
} from './harness/model/program/wrong-tool.ts';
import type { ProjectCopy } from './harness/snapshot/copy-project.ts';
import type { WorktreeDependencies } from './harness/snapshot/dependencies/worktree-dependencies.ts';
import type { GitOptions } from './harness/snapshot/git/run-git.ts';

export type { BisectOver, BisectRequest } from './api/bisect/bisect-request.ts';
export type { CompareRequest } from './api/compare/compare-request.ts';
export type { GateRequest } from './api/gate/gate-request.ts';
export type { RunRequest } from './api/measure/run.ts';
export type { EstimateRequest } from './api/target/estimated-map.ts';
export type { TargetRequest, TargetResolution } from './api/target/resolve-target.ts';
export type { TimeFunctionsRequest } from './api/target/time-functions.ts';
export {
  collectFieldData,
  type FieldCollector,
  type FieldCollectorOptions,
} from './harness/field/collect/field-collector.ts';
export type { Days, FieldRow, FieldRows } from './harness/field/read-segments.ts';
export type { Files } from './harness/host/files.ts';
export { childModule } from './harness/host/process/child-module.ts';
export type { ExecResult, ExecSpec, Processes } from './harness/host/process/processes.ts';
export type { TreeLimits } from './harness/host/process/tree-limits.ts';
export type { Host } from './harness/host.ts';
export type * from './harness/model/documents/bisect-document.ts';
export type {
  DifferentialProfile,
  Explanation,
} from './harness/model/documents/differential-profile.ts';
export type * from './harness/model/documents/document.ts';
export type * from './harness/model/documents/gate-document.ts';
export type {
  Bottleneck,
  PerformanceMap,
  Suspicion,
} from './harness/model/documents/performance-map.ts';
export type { HotSpot, ProfileReport } from './harness/model/documents/profile-document.ts';
export type { RunRecord } from './harness/model/documents/record.ts';
export type { Environment } from './harness/model/environment.ts';
export { EXIT, type ExitCode } from './harness/model/exit-code.ts';
export type { Finding } from './harness/model/finding.ts';
export type { BottleneckClass } from './harness/model/program/bottleneck.ts';
export type { CodeFacts, CodeFunction } from './harness/model/program/code-facts.ts';
export type { FilePasses, FunctionPasses, LinePasses } from './harness/model/program/passes.ts';
export type * from './harness/model/program/scenario-evidence.ts';
export type { Step } from './harness/model/program/step.ts';
export type {
  Waiver,
  WrongToolIndicator,
  WrongToolJudgement,
} from './harness/model/program/wrong-tool.ts';
export type { ProgressEvent, ProgressListener } from './harness/model/progress.ts';
export type { Budget, BudgetResult, Verdict } from './harness/model/scenario/budget.ts';
export type * from './harness/model/scenario/definition.ts';
export type { Summary } from './harness/model/summary.ts';
export type { Trial } from './harness/model/trial.ts';
export { UserError } from './harness/model/user-error.ts';
export type * from './harness/scenario/define.ts';
export { type ConfigDefinition, defineConfig, defineScenario } from './harness/scenario/define.ts';
export type { ProjectCopy } from './harness/snapshot/copy-project.ts';
export type { WorktreeDependencies } from './harness/snapshot/dependencies/worktree-dependencies.ts';
export type { GitOptions } from './harness/snapshot/git/run-git.ts';
export type { findChangePoints } from './harness/stats/change-points/find-change-points.ts';

/**
 * Measures scenarios as `perf-harness run` does and gives the report that its JSON reporter prints.
 * Rejects with a `UserError` (`code`, `message`, `remedy`) for mistakes in the request, the
 * configuration or a scenario.
 */
export async function run(request: RunRequest = {}): Promise<Report> {
  return (await import('./api/measure/run.ts')).run(request);
}

/**
 * Compares two sides as `perf-harness compare` does: git refs and folders are measured against each
 * other, records and baselines are compared as they are. Rejects with a `UserError` where a side is
 * missing or damaged.
 */
export async function compare(request: CompareRequest): Promise<ComparisonReport> {
  return (await import('./api/compare/compare.ts')).compare(request);
}

/**
 * Holds the working tree against its budgets, a base commit and a baseline, as `perf-harness gate`
 * does; `exit_code` of the report is that of the command. Rejects with a `UserError` where there is
 * nothing to judge.
 */
export async function gate(request: GateRequest = {}): Promise<GateReport> {
  return (await import('./api/gate/gate.ts')).gate(request);
}

/**
 * Finds the commit, package or variable that made a scenario slower or faster, as `perf-harness
 * bisect` does. Rejects with a `UserError` where there is nothing to search.
 */
export async function bisect(request: BisectRequest): Promise<BisectReport> {
  return (await import('./api/bisect/bisect.ts')).bisect(request);
}

/**
 * What a collector has kept in a folder, by page and device: the 75th percentile of each metric with its
 * interval and the number of visits. @param days - The first and the last, as UTC has them.
 */
export async function readFieldData(host: Host, folder: string, days: Days): Promise<FieldRows> {
  const { readSegments } = await import('./harness/field/read-segments.ts');
  return readSegments(host.files, folder, days);
}

/**
 * The door to processes, files, clock and environment. Programs that are started through it end with
 * their whole tree when this process does; `processes.stopAll()` ends them before.
 */
export async function openHost(): Promise<Host> {
  return (await import('./harness/host.ts')).createHost();
}

/** Flags of Node.js that load the sources of a project as perf-harness does, TypeScript too. */
export async function sourceLoaderFlags(): Promise<readonly string[]> {
  return (await import('./harness/executors/node/with-loader.ts')).loaderFlags({
    loadsSources: true,
  });
}

/**
 * Runs git to its end without the user's hooks and without questions; how it ended is in the result.
 * Rejects with a `UserError` where there is no git.
 */
export async function tryGit(
  host: Host,
  args: readonly string[],
  options: GitOptions,
): Promise<ExecResult> {
  return (await import('./harness/snapshot/git/run-git.ts')).tryGit(host, args, options);
}

/**
 * How two series of times of the same length relate, taken in pairs: the median of head / base with an exact interval.
 * @param confidence - Of the interval, below 1; with few pairs it has less.
 */
export async function pairedRatio(
  base: readonly number[],
  head: readonly number[],
  confidence: number,
): Promise<{ readonly ratio: number; readonly low: number; readonly high: number }> {
  return (await import('./harness/stats/paired-ratio.ts')).pairedRatio(base, head, confidence);
}

/** Makes a folder in the cache folder for the worktrees of one run; its name tells its owner. */
export async function claimWorktreeFolder(host: Host): Promise<string> {
  return (await import('./harness/snapshot/worktree-folders.ts')).claimWorktreeFolder(host);
}

/** Folders that `claimWorktreeFolder` made for runs that were killed. */
export async function abandonedWorktreeFolders(host: Host): Promise<readonly string[]> {
  return (await import('./harness/snapshot/worktree-folders.ts')).abandonedWorktreeFolders(host);
}

/**
 * Gives a worktree the dependencies that its lockfiles ask for: those of the user's tree where it
 * has the same, else an installation in the cache folder. What goes wrong is in the findings.
 */
export async function provideWorktreeDependencies(
  host: Host,
  request: WorktreeDependencies,
): Promise<readonly Finding[]> {
  const module = await import('./harness/snapshot/dependencies/worktree-dependencies.ts');
  return module.provideWorktreeDependencies(host, request);
}

/**
 * Copies a project as it lies there, without what git ignores, into a folder that is made for it, with
 * links to the packages that are installed. The project itself is only read.
 */
export async function copyProject(
  host: Host,
  root: string,
  top: string,
  signal: AbortSignal,
): Promise<ProjectCopy> {
  return (await import('./harness/snapshot/copy-project.ts')).copyProject(host, root, top, signal);
}

/**
 * What somebody means who names a target: a scenario, or a place of the code with what exercises it.
 * Rejects with a `UserError` where there is nothing of that name.
 */
export async function resolveTarget(host: Host, request: TargetRequest): Promise<TargetResolution> {
  return (await import('./api/target/resolve-target.ts')).resolveTarget(host, request);
}

/**
 * Measures a target and maps where its time goes, as `perf-harness profile` does. Rejects with
 * a `UserError` where it cannot be traced.
 */
export async function mapTarget(host: Host, request: TargetRequest): Promise<PerformanceMap> {
  return (await import('./api/target/target-map.ts')).mapTarget(host, request);
}

/**
 * A map of a target that cannot be profiled, from its source and the measured time of a whole operation: every
 * step is labelled as estimated. null: no source of it can be read.
 */
export async function estimateMap(
  host: Host,
  request: EstimateRequest,
): Promise<PerformanceMap | null> {
  return (await import('./api/target/estimated-map.ts')).estimateMap(host, request);
}

/**
 * How long the calls of functions take in one operation of a target, in milliseconds, by
 * `file::name`. No file is changed for it. Rejects with a `UserError` where the target cannot be
 * exercised.
 */
export async function timeFunctions(
  host: Host,
  request: TimeFunctionsRequest,
): Promise<Readonly<Record<string, number>>> {
  return (await import('./api/target/time-functions.ts')).timeFunctions(host, request);
}

/**
 * What the Wrong Tool Gate says of a map in a cycle of an improvement, from the indicators and
 * concerns that the map was made with. null: the load generator, not the target, was at the
 * machine's limit, and nothing can be said. `refuted`: indicators of the map that something else
 * speaks against.
 */
export async function judgeMap(
  map: PerformanceMap,
  cycle: number,
  waiver: Waiver | null,
  refuted: readonly WrongToolIndicator[] = [],
): Promise<WrongToolJudgement | null> {
  return (await import('./api/target/target-map.ts')).judgeMap(map, cycle, waiver, refuted);
}

/** The command that runs a project's tests, as one would type it; null: none is found. */
export async function findSuiteCommand(host: Host, root: string): Promise<string | null> {
  const { discoverCommand } = await import('./project/discover/discover-command.ts');
  const found = discoverCommand(host.files, root, 'test');
  return found.type === 'found' ? found.command.text : null;
}

/** What a program that failed printed, in 50 lines at the most: of equal messages one, with their number. */
export async function condenseOutput(output: string): Promise<string> {
  return (await import('./harness/model/program/condense-messages.ts')).condenseOutput(output);
}

/**
 * Short name of a target for folders and branches, with a number where another target has it.
 * @param ownerOf - The target that has a slug already; null: nobody has.
 */
export async function slugFor(
  target: string,
  ownerOf: (slug: string) => string | null,
): Promise<string> {
  return (await import('./project/discover/slug.ts')).freeSlug(target, ownerOf);
}

/** A versioned JSON file's content. Rejects with a `UserError` that says which file, what and what to do. */
export async function parseVersioned<T>(
  text: string,
  path: string,
  expected: Expected<T>,
): Promise<T> {
  return (await import('./harness/history/parse-versioned.ts')).parseVersioned(
    text,
    path,
    expected,
  );
}

/**
 * Holds a name on this machine until it is let go or this process ends, however it ends. null: another
 * process holds it.
 */
export async function holdName(name: string): Promise<(() => void) | null> {
  return (await import('./harness/host/hold-name.ts')).holdName(name);
}
