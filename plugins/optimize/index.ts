/** Public entry for other plugins. */

export { withAudit } from './audit-findings-as-hints.ts';
export { checkChanges } from './command/code-change-behavior-checks.ts';
export { composeWorkers } from './command/create-cli-phase-workers.ts';
export { programsOf } from './command/parse-generator-and-reviewer-options.ts';
export {
  type Hypothesis,
  hypothesisSchema,
  researchSchema,
} from './document/optimization-hypothesis.ts';
export { PROJECT_TOUCHED } from './generators/external-program-hypothesis-generator.ts';
export { NO_PROGRAMS, programOf, programsSchema } from './generators/external-program-settings.ts';
export { flatSteps } from './generators/functions-on-bottleneck-path.ts';
export { missingIndexes } from './generators/propose-missing-indexes.ts';
export { openRunWorktree } from './open-optimization-run-worktree.ts';
export { decidingMetrics, nameInMap } from './optimization-metrics.ts';
export { headOf, requireClean } from './preflight-project-checks.ts';
export { readSettings as optimizeSettings } from './settings/read-optimize-settings.ts';
export { applyHypothesis } from './strike/apply-hypothesis.ts';
export { executeWith } from './strike/execute-plan.ts';
export { dependentsOf, withDependencies } from './strike/hypothesis-dependency-order.ts';
export type { ExecutionResult } from './strike/plan-execution-types.ts';
export { keepEarned } from './strike/remove-changes-without-measured-gain.ts';
export { createTestJudge, runTests, type TestRun } from './strike/run-project-tests.ts';
export * as trees from './strike/save-and-restore-worktree.ts';
export { createStateBuilder, patchSizes } from './strike/stages/apply-stage.ts';
export { MINIMUM_EFFECT_PCT } from './strike/stages/measure-stage.ts';
export { howCompared, objectionTo } from './strike/stages/verify-stage.ts';
export { openWorktrees, type Worktree } from './strike/trial-worktrees.ts';
export { isCatalogueConflict } from './validate/apply-hypothesis-to-scratch-copy.ts';
export { dryRun } from './validate/dry-run-plan.ts';
export { askReviewer } from './validate/plan-reviewer.ts';
export { findCompiler, runCompiler } from './validate/type-check-applied-hypotheses.ts';
