/**
 * The public entry point, imported by scenario files, configurations, plugins and programs. It
 * loads next to nothing itself, because every measured process imports it.
 *
 * @packageDocumentation
 */

import type { BisectRequest } from './api/bisect/bisect-request.ts';
import type { CompareRequest } from './api/compare/compare-request.ts';
import type { GateRequest } from './api/gate/gate-request.ts';
import type { RunRequest } from './api/measure/run.ts';
import type { Days, FieldRows } from './harness/field/read-collector-segments.ts';
import type { Host } from './harness/host.ts';
import type { BisectReport } from './harness/model/documents/bisect-document.ts';
import type { GateReport } from './harness/model/documents/gate-document.ts';
import type {
  ComparisonReport,
  Report,
} from './harness/model/documents/run-report-and-comparison-document.ts';

export type { BisectOver, BisectRequest } from './api/bisect/bisect-request.ts';
export type { CompareRequest } from './api/compare/compare-request.ts';
export type { GateRequest } from './api/gate/gate-request.ts';
export type { RunRequest } from './api/measure/run.ts';
export {
  collectFieldData,
  type FieldCollector,
  type FieldCollectorOptions,
} from './harness/field/collect/embedded-field-collector.ts';
export type { Days, FieldRow, FieldRows } from './harness/field/read-collector-segments.ts';
export type { Files } from './harness/host/file-operations.ts';
export type { ExecResult, ExecSpec, Processes } from './harness/host/process/process-runner.ts';
export type { Host } from './harness/host.ts';
export type * from './harness/model/documents/bisect-document.ts';
export type {
  DifferentialProfile,
  Explanation,
} from './harness/model/documents/differential-profile-schema.ts';
export type * from './harness/model/documents/gate-document.ts';
export type {
  Bottleneck,
  PerformanceMap,
  Suspicion,
} from './harness/model/documents/performance-map-document.ts';
export type { HotSpot, ProfileReport } from './harness/model/documents/profile-document.ts';
export type { RunRecord } from './harness/model/documents/run-record.ts';
export type * from './harness/model/documents/run-report-and-comparison-document.ts';
export { EXIT, type ExitCode } from './harness/model/exit-code.ts';
export type { Finding } from './harness/model/finding.ts';
export type { Environment } from './harness/model/measurement-environment.ts';
export type { Summary } from './harness/model/metric-summary.ts';
export type { BottleneckClass } from './harness/model/program/bottleneck-classification-types.ts';
export type { Step } from './harness/model/program/operation-time-breakdown-step-schema.ts';
export type * from './harness/model/program/scenario-runtime-evidence.ts';
export type { ProgressEvent, ProgressListener } from './harness/model/progress-event.ts';
export type { Budget, BudgetResult, Verdict } from './harness/model/scenario/budget.ts';
export type * from './harness/model/scenario/scenario-definition.ts';
export type { Trial } from './harness/model/trial.ts';
export { UserError } from './harness/model/user-error.ts';
export type * from './harness/scenario/define-scenario.ts';
export {
  type ConfigDefinition,
  defineConfig,
  defineScenario,
} from './harness/scenario/define-scenario.ts';

/**
 * Measures scenarios as `perf-harness run` does and returns the report that its JSON reporter
 * prints. Rejects with a `UserError` (`code`, `message`, `remedy`) for mistakes in the request, the
 * configuration or a scenario.
 */
export async function run(request: RunRequest = {}): Promise<Report> {
  return (await import('./api/measure/run.ts')).run(request);
}

/**
 * Compares two sides as `perf-harness compare` does: git refs and folders are measured against each
 * other, records and baselines are compared as stored. Rejects with a `UserError` if a side is
 * missing or damaged.
 */
export async function compare(request: CompareRequest): Promise<ComparisonReport> {
  return (await import('./api/compare/compare.ts')).compare(request);
}

/**
 * Judges the working tree by its budgets, a base commit and a baseline, as `perf-harness gate`
 * does; `exit_code` of the report is that of the command. Rejects with a `UserError` if there is
 * nothing to judge.
 */
export async function gate(request: GateRequest = {}): Promise<GateReport> {
  return (await import('./api/gate/gate.ts')).gate(request);
}

/**
 * Finds the commit, package or variable that made a scenario slower or faster, as `perf-harness
 * bisect` does. Rejects with a `UserError` if there is nothing to search.
 */
export async function bisect(request: BisectRequest): Promise<BisectReport> {
  return (await import('./api/bisect/bisect.ts')).bisect(request);
}

/**
 * Reads the field data that a collector has stored in a folder, by page and device: the 75th
 * percentile of each metric with its interval and the number of visits. @param days - First and
 * last day, in UTC.
 */
export async function readFieldData(host: Host, folder: string, days: Days): Promise<FieldRows> {
  const { readCollectorSegments } = await import('./harness/field/read-collector-segments.ts');
  return readCollectorSegments(host.files, folder, days);
}

/**
 * Opens access to processes, files, clock and environment. Programs started through it end with
 * their whole process tree when this process exits; `processes.stopAll()` ends them earlier.
 */
export async function openHost(): Promise<Host> {
  return (await import('./harness/host.ts')).createHost();
}
