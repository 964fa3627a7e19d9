/**
 * The public entry: what scenario files, configurations, plugins and programs import. It loads
 * next to nothing by itself, because every measured process imports it.
 *
 * @packageDocumentation
 */
import type { BisectRequest } from './api/bisect.ts';
import type { CompareRequest } from './api/compare.ts';
import type { GateRequest } from './api/gate.ts';
import type { RunRequest } from './api/run.ts';
import type { BisectReport } from './harness/model/bisect-document.ts';
import type { ComparisonReport, Report } from './harness/model/document.ts';
import type { GateReport } from './harness/model/gate-document.ts';

export type { BisectRequest } from './api/bisect.ts';
export type { BisectOver } from './api/bisect-request.ts';
export type { CompareRequest } from './api/compare.ts';
export type { GateRequest } from './api/gate.ts';
export type { RunRequest } from './api/run.ts';
export type * from './harness/model/bisect-document.ts';
export type { Budget, BudgetResult, Verdict } from './harness/model/budget.ts';
export type * from './harness/model/definition.ts';
export type * from './harness/model/document.ts';
export type { Environment } from './harness/model/environment.ts';
export type { Finding } from './harness/model/finding.ts';
export type * from './harness/model/gate-document.ts';
export type { HotSpot, ProfileReport } from './harness/model/profile-document.ts';
export type { ProgressEvent, ProgressListener } from './harness/model/progress.ts';
export type { RunRecord } from './harness/model/record.ts';
export type { Summary } from './harness/model/summary.ts';
export type { Trial } from './harness/model/trial.ts';
export { defineConfig, defineScenario } from './harness/scenario/define.ts';

/**
 * Measures scenarios as `perf-harness run` does and gives the report that its JSON reporter prints.
 * Rejects with a `UserError` (`code`, `message`, `remedy`) for mistakes in the request, the
 * configuration or a scenario.
 */
export async function run(request: RunRequest = {}): Promise<Report> {
  return (await import('./api/run.ts')).run(request);
}

/**
 * Compares two sides as `perf-harness compare` does: git refs and folders are measured against each
 * other, records and baselines are compared as they are. Rejects with a `UserError` where a side is
 * missing or damaged.
 */
export async function compare(request: CompareRequest): Promise<ComparisonReport> {
  return (await import('./api/compare.ts')).compare(request);
}

/**
 * Holds the working tree against its budgets, a base commit and a baseline, as `perf-harness gate`
 * does; `exit_code` of the report is that of the command. Rejects with a `UserError` where there is
 * nothing to judge.
 */
export async function gate(request: GateRequest = {}): Promise<GateReport> {
  return (await import('./api/gate.ts')).gate(request);
}

/**
 * Finds the commit, package or variable that made a scenario slower or faster, as `perf-harness
 * bisect` does. Rejects with a `UserError` where there is nothing to search.
 */
export async function bisect(request: BisectRequest): Promise<BisectReport> {
  return (await import('./api/bisect.ts')).bisect(request);
}
