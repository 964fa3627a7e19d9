/** Limits, for plugins that write or judge them. */
export { presetBudgets } from '../../harness/gate/expand-budget-preset.ts';
export { judgeBudget } from '../../harness/gate/judge-metric-budget.ts';
export { parseBudget } from '../../harness/gate/parse-metric-budget.ts';
export type { Operator } from '../../harness/model/scenario/budget.ts';
