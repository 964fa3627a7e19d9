import type { ScenarioEvidence } from 'perf-harness/plugin';
import type {
  AuditCategory,
  AuditFinding,
  CompletedCategory,
  DismissedCandidate,
} from '../document/audit-document.ts';
import type { MeasuredFinding } from '../document/runtime-measurements-in-audit-report-schema.ts';
import { addMeasurement } from '../evidence-class.ts';
import { recountCategory } from '../scoring/recompute-category-score.ts';
import { describeObservation } from './describe-runtime-measurement-at-finding.ts';
import { locateFinding } from './finding-location.ts';
import { selectMeasurement } from './select-measurement-for-rule.ts';

/** Number of findings by outcome of the scenario. */
export type MeasuredFindingCounts = Readonly<Record<MeasuredFinding['type'], number>>;

/**
 * Adds the observations of a running program to findings. A finding that did not occur is
 * dismissed, with the measurement as its reason.
 * @param root - Project root with all links resolved.
 */
export function compareWithScenario(
  categories: readonly AuditCategory[],
  evidence: ScenarioEvidence,
  root: string,
): { readonly categories: readonly AuditCategory[]; readonly counts: MeasuredFindingCounts } {
  const counts = {
    measured: 0,
    'not reached': 0,
    'not decided': 0,
    'dismissed by measurement': 0,
  };
  const measure = (category: CompletedCategory): CompletedCategory => {
    const findings: AuditFinding[] = [];
    const dismissed: DismissedCandidate[] = [];
    for (const finding of category.findings) {
      const by = selectMeasurement(finding.rule, category.auditor);
      const measured = describeObservation(by, locateFinding(finding, evidence, root), evidence);
      if (measured !== null) counts[measured.type] += 1;
      if (measured?.type === 'dismissed by measurement') {
        dismissed.push(dismissedOf(finding, measured));
      } else findings.push(measured === null ? finding : addMeasurement(finding, measured));
    }
    return recountCategory(
      { ...category, dismissed: [...category.dismissed, ...dismissed] },
      { findings },
    );
  };
  return {
    categories: categories.map((category) =>
      category.status === 'completed' ? measure(category) : category,
    ),
    counts,
  };
}

function dismissedOf(finding: AuditFinding, measured: MeasuredFinding): DismissedCandidate {
  const { rule, check, location, file, line, end_line } = finding;
  return { rule, check, location, file, line, end_line, reason: measured.text, measured };
}
