/**
 * The public entry: what scenario files, configurations, plugins and programs import. It loads
 * next to nothing by itself, because every measured process imports it.
 *
 * @packageDocumentation
 */
import type { CompareRequest } from './api/compare.ts';
import type { RunRequest } from './api/run.ts';
import type { ComparisonReport, Report } from './harness/model/document.ts';

export type { CompareRequest } from './api/compare.ts';
export type { RunRequest } from './api/run.ts';
export type { Budget, BudgetResult, Verdict } from './harness/model/budget.ts';
export type * from './harness/model/definition.ts';
export type * from './harness/model/document.ts';
export type { Environment } from './harness/model/environment.ts';
export type { Finding } from './harness/model/finding.ts';
export type * from './harness/model/gate-document.ts';
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
