import { isSetUpFile } from './analysis/adjust-severity-by-code-location.ts';
import type { AuditFinding, EvidenceClass } from './document/audit-document.ts';
import type { MeasuredFinding } from './document/runtime-measurements-in-audit-report-schema.ts';
import { isShownByMeasurement } from './measurements/select-measurement-for-rule.ts';

/**
 * Findings from text that readers judged on code that the rules were not shaped on, and how many
 * were right. Source: the halves `held-out` and `second` of `bench/audit/judged.jsonl.gz`.
 */
export const JUDGED_RULES: Readonly<
  Record<string, { readonly right: number; readonly judged: number }>
> = {
  'blocking-io-in-async': { right: 6, judged: 6 },
  'event-channel-consistency': { right: 12, judged: 28 },
  'long-held-transaction': { right: 1, judged: 4 },
  'missing-bulk-ops': { right: 1, judged: 19 },
  'missing-rollback': { right: 5, judged: 10 },
  'missing-to-thread': { right: 6, judged: 8 },
  'n-update-delete-loop': { right: 11, judged: 42 },
  'over-fetching': { right: 62, judged: 71 },
  'query-in-loop': { right: 54, judged: 116 },
  'redundant-data-copies': { right: 8, judged: 13 },
  'redundant-fetch': { right: 4, judged: 7 },
  'scope-too-narrow': { right: 6, judged: 10 },
  'scope-too-wide': { right: 0, judged: 1 },
  'string-concat-in-loop': { right: 0, judged: 2 },
  'unnecessary-list-allocation': { right: 3, judged: 9 },
  'wrong-caching-scope': { right: 1, judged: 1 },
};

/** Rules decided by the same fact as a judged rule: a call in async code that blocks it. */
const DECIDED_AS: Readonly<Record<string, string>> = {
  'sync-sleep-in-async': 'blocking-io-in-async',
};

/** Least share of right findings of a rule whose findings are certain. */
const LEAST_SHARE = 0.8;
/** Fewest judged findings that a share is based on. */
const FEWEST_JUDGED = 5;

/**
 * Returns the class of a finding from text; the conditions of a project's own rule are its own.
 * What runs once is only suspected: its cost hardly matters to anybody.
 */
export function classifyTextEvidence(
  { rule, file, needs_context: doubt }: Pick<AuditFinding, 'rule' | 'file' | 'needs_context'>,
  { isProjectRule = false }: { readonly isProjectRule?: boolean } = {},
): EvidenceClass {
  if (doubt !== null) return 'suspected';
  if (isProjectRule) return 'certain';
  if (isSetUpFile(file)) return 'suspected';
  const { right, judged } = JUDGED_RULES[DECIDED_AS[rule] ?? rule] ?? { right: 0, judged: 0 };
  return judged >= FEWEST_JUDGED && right / judged >= LEAST_SHARE ? 'certain' : 'suspected';
}

/** Adds an observation to a finding, which makes it measured if the observation shows the defect. */
export function addMeasurement(finding: AuditFinding, measured: MeasuredFinding): AuditFinding {
  return measured.type === 'measured' && isShownByMeasurement(finding.rule)
    ? { ...finding, measured, evidence_class: 'measured' }
    : { ...finding, measured };
}

export function countEvidenceClasses(
  findings: readonly Pick<AuditFinding, 'evidence_class'>[],
): Readonly<Record<EvidenceClass, number>> {
  const counts = { measured: 0, certain: 0, suspected: 0 };
  for (const { evidence_class: evidenceClass } of findings) counts[evidenceClass] += 1;
  return counts;
}

/** True for a finding that can fail an audit and that short reports list. */
export function isReported(
  { evidence_class: evidenceClass }: Pick<AuditFinding, 'evidence_class'>,
  countsSuspected: boolean,
): boolean {
  return countsSuspected || evidenceClass !== 'suspected';
}
