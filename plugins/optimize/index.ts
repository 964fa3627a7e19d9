/** Public entry for other plugins. */

export { withAudit } from './audit/with-audit.ts';
export { checkChanges } from './command/check-changes.ts';
export { applyById } from './command/codemod-applier.ts';
export { composeWorkers } from './command/compose-workers.ts';
export { programsOf } from './command/program-options.ts';
export type { EvidenceClass } from './document/evidence-class.ts';
export {
  type Hypothesis,
  hypothesisSchema,
  type Research,
  researchSchema,
  type TriedChange,
} from './document/hypothesis.ts';
export { PROJECT_TOUCHED } from './generators/command-generator.ts';
export { askProgram } from './generators/external-program.ts';
export {
  NO_PROGRAMS,
  type ProgramSettings,
  type Programs,
  programOf,
  programsSchema,
} from './generators/program-settings.ts';
export { missingIndexes, type PlanPlaces } from './generators/propose-missing-indexes.ts';
export { readSource } from './generators/read-source.ts';
export { openScratch } from './generators/scratch.ts';
export { flatSteps } from './generators/step-functions.ts';
export { betterOf, decidingMetrics, nameInMap } from './map-metrics.ts';
export { openRunWorktree } from './open-run-worktree.ts';
export { headOf, requireClean } from './preflight.ts';
export type { RunWorktree } from './run-worktree.ts';
export { readSettings as optimizeSettings } from './settings/read-settings.ts';
export type { CodemodApplier } from './strike/apply/applicators.ts';
export { applyHypothesis } from './strike/apply.ts';
export { dependentsOf, withDependencies } from './strike/dependency-closure.ts';
export { executeWith } from './strike/execute.ts';
export { git, gitOrNull } from './strike/git.ts';
export { createTestJudge } from './strike/judge-tests.ts';
export { type Gain, keepEarned, type Whole } from './strike/keep-earned.ts';
export { lastWords } from './strike/last-words.ts';
export type { CheckChange, ExecutionRequest, ExecutionResult, StrikePlan } from './strike/plan.ts';
export { runTests, type TestRun } from './strike/run-tests.ts';
export {
  createStateBuilder,
  linesIn,
  patchSizes,
  type StateBuilder,
} from './strike/stages/apply.ts';
export { MINIMUM_EFFECT_PCT } from './strike/stages/measure.ts';
export { howCompared, objectionTo } from './strike/stages/verify.ts';
export {
  type ChangedFile,
  changesBetween,
  commitState,
  keepState,
  type PatchSize,
  restoreState,
  sizeBetween,
  textIn,
} from './strike/tree-state.ts';
export { openWorktrees, type Worktree, type Worktrees } from './strike/worktree.ts';
export { applyInScratch, isCatalogueConflict } from './validate/apply-in-scratch.ts';
export { dryRun } from './validate/dry-run.ts';
export { REVIEW_LIMIT_MS } from './validate/reviewer.ts';
export { findCompiler, runCompiler } from './validate/run-compiler.ts';
export { type Launch, lastJson } from './worker-process.ts';
export type { GenerateRequest, Workers } from './workers.ts';
