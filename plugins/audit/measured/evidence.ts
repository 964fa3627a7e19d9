import type { ScenarioEvidence } from 'perf-harness/plugin';

/** Parts of what a scenario showed. */
export type MeasuredStatement = NonNullable<ScenarioEvidence['statements']>[number];
export type MeasuredPlace = MeasuredStatement['places'][number];
export type MeasuredTransaction = ScenarioEvidence['transactions'][number];
export type DatabaseStatement = NonNullable<ScenarioEvidence['database']>['statements'][number];
export type FilePasses = NonNullable<ScenarioEvidence['passes']>[number];
export type FunctionPasses = FilePasses['functions'][number];
