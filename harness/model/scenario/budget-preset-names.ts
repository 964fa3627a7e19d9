/** Names of budget presets. A scenario has at most one; presets are never combined. */
export const BUDGET_PRESETS = ['kpi-web', 'k6-strict', 'incident-exit'] as const;
export type BudgetPreset = (typeof BUDGET_PRESETS)[number];
