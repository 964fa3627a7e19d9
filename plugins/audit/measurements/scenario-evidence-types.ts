import type { ScenarioEvidence } from 'perf-harness/plugin';

/** Parts of the evidence from a scenario. */
export type MeasuredStatement = NonNullable<ScenarioEvidence['statements']>[number];
export type MeasuredLocation = MeasuredStatement['places'][number];
export type MeasuredTransaction = ScenarioEvidence['transactions'][number];
export type DatabaseStatement = NonNullable<ScenarioEvidence['database']>['statements'][number];
export type FileCoverage = NonNullable<ScenarioEvidence['passes']>[number];
export type FunctionCoverage = FileCoverage['functions'][number];
