/** Limits, for plugins that write or judge them. */

export { judgeBudget } from '../../harness/gate/judge-metric-budget.ts';
export { parseBudget, presetBudgets } from '../../harness/gate/parse-metric-budget.ts';
export type { Operator } from '../../harness/model/scenario/budget.ts';
