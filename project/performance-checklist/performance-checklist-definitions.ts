import { didYouMean } from '../../harness/model/scenario/suggest-nearest-word.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { ChecklistCheck } from './checklist-item-check.ts';
import { autoScalingCheck, dashboardsCheck } from './checks/auto-scaling-and-dashboard-checks.ts';
import { baselineCheck } from './checks/baseline-check.ts';
import { bottleneckCheck, finalBottleneckCheck } from './checks/bottleneck-check.ts';
import { cacheInvalidationCheck } from './checks/cache-invalidation-check.ts';
import { impactCheck } from './checks/change-gain-and-cost-check.ts';
import { connectionPoolingCheck } from './checks/connection-pooling-check.ts';
import { loadTestCheck } from './checks/load-test-check.ts';
import { monitoringCheck, tracingCheck } from './checks/monitoring-and-tracing-checks.ts';
import {
  budgetsInCiCheck,
  regressionPreventionCheck,
} from './checks/regression-prevention-check.ts';
import { webVitalsCheck } from './checks/web-vitals-check.ts';

/** Checks before an answer is given (LEAD-10), and at the end of the work (LEAD-29). */
export const CHECKLISTS = {
  answer: [baselineCheck, bottleneckCheck, impactCheck, regressionPreventionCheck, monitoringCheck],
  final: [
    baselineCheck,
    finalBottleneckCheck,
    webVitalsCheck,
    cacheInvalidationCheck,
    connectionPoolingCheck,
    tracingCheck,
    loadTestCheck,
    budgetsInCiCheck,
    autoScalingCheck,
    dashboardsCheck,
  ],
} as const satisfies Readonly<Record<string, readonly ChecklistCheck[]>>;

export type ChecklistName = keyof typeof CHECKLISTS;

/**
 * Returns the given checks of a list, in list order; all of them if none is given. @throws
 * UserError for a name that is not on the list.
 */
export function chooseChecks(
  list: ChecklistName,
  names: readonly string[],
): readonly ChecklistCheck[] {
  const all: readonly ChecklistCheck[] = CHECKLISTS[list];
  const ids = all.map(({ id }) => id);
  const unknown = names.find((name) => !ids.includes(name));
  if (unknown !== undefined) {
    const flag = list === 'final' ? 'check --list' : 'check';
    throw new UserError({
      code: 'unknown-check',
      message: `\`${flag}\` has no check named "${unknown}"; known checks: ${ids.join(', ')}.`,
      remedy: didYouMean(unknown, ids).trim() || undefined,
    });
  }
  return names.length === 0 ? all : all.filter(({ id }) => names.includes(id));
}
