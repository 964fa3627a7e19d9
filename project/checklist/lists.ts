import { didYouMean } from '../../harness/model/scenario/nearest-word.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { ChecklistCheck } from './checklist-check.ts';
import { baselineCheck } from './items/baseline.ts';
import { bottleneckCheck, bottlenecksCheck } from './items/bottleneck.ts';
import { cacheInvalidationCheck } from './items/cache-invalidation.ts';
import { impactCheck } from './items/impact.ts';
import { loadTestCheck } from './items/load-test.ts';
import { monitoringCheck, tracingCheck } from './items/monitoring.ts';
import { autoScalingCheck, dashboardsCheck } from './items/operations.ts';
import { poolingCheck } from './items/pooling.ts';
import { budgetsInCiCheck, regressionPreventionCheck } from './items/regression-prevention.ts';
import { webVitalsCheck } from './items/web-vitals.ts';

/** Checks before an answer is given (LEAD-10), and at the end of the work (LEAD-29). */
export const LISTS = {
  answer: [baselineCheck, bottleneckCheck, impactCheck, regressionPreventionCheck, monitoringCheck],
  final: [
    baselineCheck,
    bottlenecksCheck,
    webVitalsCheck,
    cacheInvalidationCheck,
    poolingCheck,
    tracingCheck,
    loadTestCheck,
    budgetsInCiCheck,
    autoScalingCheck,
    dashboardsCheck,
  ],
} as const satisfies Readonly<Record<string, readonly ChecklistCheck[]>>;

export type ListName = keyof typeof LISTS;

/** Those of a list that are named, in its order; all where none is. @throws UserError for a name that is not on it. */
export function chooseChecks(list: ListName, names: readonly string[]): readonly ChecklistCheck[] {
  const all: readonly ChecklistCheck[] = LISTS[list];
  const ids = all.map(({ id }) => id);
  const unknown = names.find((name) => !ids.includes(name));
  if (unknown !== undefined) {
    const flag = list === 'final' ? 'check --list' : 'check';
    throw new UserError({
      code: 'unknown-check',
      message: `\`${flag}\` looks for nothing that is called "${unknown}"; it knows ${ids.join(', ')}.`,
      remedy: didYouMean(unknown, ids).trim() || undefined,
    });
  }
  return names.length === 0 ? all : all.filter(({ id }) => names.includes(id));
}
