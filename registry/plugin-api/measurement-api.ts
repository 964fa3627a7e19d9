/** Measurements for plugins: scenarios, comparisons, profiles. Profilers are loaded on use. */

import type { TestObservation } from '../../api/evidence/collect-database-and-coverage-evidence-from-tests.ts';
import type { EstimateMapRequest } from '../../api/target/estimate-performance-map-from-source-code.ts';
import type { TimeFunctionsRequest } from '../../api/target/measure-function-call-times-per-operation.ts';
import type { ScenarioMap } from '../../api/target/read-saved-or-measure-performance-map.ts';
import type { TargetRequest } from '../../api/target/resolve-target-to-scenario-code-or-command.ts';
import type { Host } from '../../harness/host.ts';
import type { PerformanceMap } from '../../harness/model/documents/performance-map-document.ts';
import type {
  Waiver,
  WrongToolIndicator,
  WrongToolJudgement,
} from '../../harness/model/program/code-optimisation-suitability-judgement.ts';
import type { ScenarioEvidence } from '../../harness/model/program/scenario-runtime-evidence.ts';
import { discoverTestOrBenchmarkCommand } from '../../project/discover/discover-test-or-benchmark-command.ts';

export { compare } from '../../api/compare/compare.ts';
export { observeScenario } from '../../api/evidence/prepare-scenario-evidence-collection.ts';
export { run } from '../../api/measure/run.ts';
export { checkScenario } from '../../api/project/find-requested-scenarios.ts';
export {
  resolveTarget,
  type TargetRequest,
} from '../../api/target/resolve-target-to-scenario-code-or-command.ts';
export type { Explanation } from '../../harness/model/documents/differential-profile-schema.ts';
export type {
  Bottleneck,
  Suspicion,
} from '../../harness/model/documents/performance-map-document.ts';
export type {
  Comparison,
  ComparisonReport,
  Report,
} from '../../harness/model/documents/run-report-and-comparison-document.ts';
export type { Environment } from '../../harness/model/measurement-environment.ts';
export type { BottleneckClass } from '../../harness/model/program/bottleneck-classification-types.ts';
export type {
  Waiver,
  WrongToolJudgement,
} from '../../harness/model/program/code-optimisation-suitability-judgement.ts';
export type { Step } from '../../harness/model/program/operation-time-breakdown-step-schema.ts';
export type { Trial } from '../../harness/model/trial.ts';
export {
  type BenchmarkFile,
  findBenchmarkFiles,
} from '../../harness/scenario/find-benchmark-files.ts';
export { pairedRatio } from '../../harness/stats/ratio-and-shift-confidence-intervals.ts';
export { findFreeSlug } from '../../project/discover/create-unique-folder-and-branch-slug.ts';

/** Profiles a target, step by step. @throws UserError if it cannot be traced. */
export async function mapTarget(host: Host, request: TargetRequest): Promise<PerformanceMap> {
  return (await import('../../api/target/profile-code-target-into-performance-map.ts')).mapTarget(
    host,
    request,
  );
}

/**
 * Returns the saved map of a scenario if the code is unchanged since; else profiles the scenario
 * and saves the profile. @throws UserError if no single scenario has this name.
 */
export async function mapScenario(
  host: Host,
  request: Omit<TargetRequest, 'scriptFolder'>,
): Promise<ScenarioMap> {
  return (await import('../../api/target/read-saved-or-measure-performance-map.ts')).mapScenario(
    host,
    request,
  );
}

/**
 * Estimates the map of a target that cannot be profiled, from its source and the measured time of
 * an operation; every step is marked as estimated. null if none of its source can be read.
 */
export async function estimateMap(
  host: Host,
  request: EstimateMapRequest,
): Promise<PerformanceMap | null> {
  return (
    await import('../../api/target/estimate-performance-map-from-source-code.ts')
  ).estimateMap(host, request);
}

/**
 * Runs the tests of a project in a copy, and returns the statements, transactions and lines that
 * were observed. @throws UserError if there is no test command, or if nothing could be observed.
 */
export async function observeTests(
  host: Host,
  request: TestObservation,
): Promise<ScenarioEvidence> {
  const { collectTestEvidence } = await import(
    '../../api/evidence/collect-database-and-coverage-evidence-from-tests.ts'
  );
  return collectTestEvidence(host, request);
}

export { listScriptCommands } from '../../project/discover/list-script-commands.ts';

/** Returns the command line that runs a project's tests; null if none is found. */
export function findSuiteCommand({ files }: Pick<Host, 'files'>, root: string): string | null {
  const found = discoverTestOrBenchmarkCommand(files, root, 'test');
  return found.type === 'found' ? found.command.text : null;
}

/**
 * Measures the time of function calls in one operation of a target, in milliseconds, by
 * `file::name`. No file is modified. @throws UserError if the target cannot be exercised.
 */
export async function timeFunctions(
  host: Host,
  request: TimeFunctionsRequest,
): Promise<Readonly<Record<string, number>>> {
  return (
    await import('../../api/target/measure-function-call-times-per-operation.ts')
  ).timeFunctions(host, request);
}

/**
 * Returns the Wrong Tool Gate's decision on a map in a cycle of an improvement. null if the load
 * generator, not the target, was the limit. @param refuted - Indicators of the map that are
 * contradicted by other evidence.
 */
export async function judgeMap(
  map: PerformanceMap,
  cycle: number,
  waiver: Waiver | null,
  refuted: readonly WrongToolIndicator[] = [],
): Promise<WrongToolJudgement | null> {
  return (
    await import('../../api/target/profile-code-target-into-performance-map.ts')
  ).judgeTargetMap(map, cycle, waiver, refuted);
}
