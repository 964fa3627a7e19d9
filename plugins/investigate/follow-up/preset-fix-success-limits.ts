import type { Budget } from 'perf-harness/plugin';
import type { LevelBasis } from './check-service-level-after-fix.ts';
import type { Criterion } from './evaluate-fix-success-criterion.ts';

/** Named limits, as budgets; budgets of level `warn` are aims. */
export interface SuccessPreset {
  readonly name: string;
  readonly budgets: readonly Budget[];
}

/** Share of a pool in use from which requests begin to wait for the rest (INV-36). */
export const POOL_LIMIT = 0.7;

/** Converts a preset into the limits of each level; metrics without a limit are not checked. */
export function createPresetBasis({ name, budgets }: SuccessPreset): LevelBasis {
  const criterion = (metric: string): Criterion | null => {
    const limitOf = (level: Budget['level']): number | undefined =>
      budgets.find((budget) => budget.metric === metric && budget.level === level)?.limit;
    const limit = limitOf('error');
    return limit === undefined ? null : { limit, aim: limitOf('warn') ?? null };
  };
  const [p95, errors] = [criterion('latency.p95'), criterion('error_rate')];
  return { name, p95: () => p95, errors: () => errors };
}
