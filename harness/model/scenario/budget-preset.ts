/** Limits by name. A scenario names one of them; two are never mixed. */
export const BUDGET_PRESETS = ['kpi-web', 'k6-strict', 'incident-exit'] as const;
export type BudgetPreset = (typeof BUDGET_PRESETS)[number];
