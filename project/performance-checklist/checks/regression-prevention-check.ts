import { relative } from 'node:path';
import type { ChecklistEvidence } from '../../../harness/model/documents/performance-checklist-document.ts';
import type { Scenario } from '../../../harness/model/scenario/scenario.ts';
import {
  type ChecklistCheck,
  type ChecklistResult,
  failCheck,
  leaveUnverified,
  passWithEvidence,
} from '../checklist-item-check.ts';
import { findCiPerformanceChecks } from '../find-ci-performance-checks.ts';
import type { ProjectEvidence } from '../performance-checklist-evidence-types.ts';

const GATE = 'Create the CI job with perf-harness init --ci github (or gitlab), and commit it.';
const BUDGETS = "Add budgets to a scenario: { 'latency.p95': '< 250 ms' }.";

/** Checks for declared limits, and a CI that enforces them. */
export const regressionPreventionCheck: ChecklistCheck = {
  id: 'regression-prevention',
  title: 'Regressions prevented by budgets and CI',
  judge: (evidence) => judge(evidence, failCheck),
};

/** Same check as worded in the final list: unverified if no CI is found. */
export const budgetsInCiCheck: ChecklistCheck = {
  id: 'budgets-in-ci',
  title: 'Budgets enforced in CI',
  judge: (evidence) => judge(evidence, evidence.ci.length === 0 ? leaveUnverified : failCheck),
};

function judge(
  evidence: ProjectEvidence,
  without: typeof failCheck | typeof leaveUnverified,
): ChecklistResult {
  const { scenarios, ci } = evidence;
  const { enforcing, toothless } = findCiPerformanceChecks(evidence);
  if (scenarios.state === 'broken') {
    return failCheck(`The scenarios cannot be read: ${scenarios.message}`, BUDGETS, enforcing);
  }
  const limits = scenarios.scenarios.flatMap((scenario) => limitsOf(evidence.root, scenario));
  if (limits.length === 0) return failCheck('No scenario has a budget.', BUDGETS, enforcing);
  if (enforcing.length > 0) {
    return passWithEvidence(
      [...enforcing, ...limits],
      'CI enforces the declared limits.',
      without('', ''),
    );
  }
  if (toothless.length > 0) {
    return failCheck(
      'CI measures performance, but passes regardless of the result.',
      'Do not suppress the exit code of perf-harness in CI.',
      toothless,
    );
  }
  const reason =
    ci.length === 0
      ? 'Budgets exist, but no CI configuration was found.'
      : 'Budgets exist, but CI does not enforce them.';
  return without(reason, GATE, limits);
}

function limitsOf(
  root: string,
  { name, source, budgets, regression }: Scenario,
): readonly ChecklistEvidence[] {
  const texts = [
    ...budgets.map(({ metric, text }) => `${metric} ${text}`),
    ...Object.entries(regression).map(
      ([metric, ratio]) => `${metric} at most ${Number((ratio * 100).toPrecision(3))} % worse`,
    ),
  ];
  if (texts.length === 0 || source === null) return [];
  const file = relative(root, source.file);
  return [{ file, line: null, text: `${name}: ${texts.slice(0, 3).join(', ')}` }];
}
