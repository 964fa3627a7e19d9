import { display } from 'perf-harness/plugin';
import type { AuditReport } from '../document/audit-document.ts';
import { classifyScore, countScoredCategories } from './audit-scores.ts';
import type { AuditProblem, AuditProblems } from './collect-findings-sorted-by-severity.ts';

/** `2 findings: 1 high, 1 low; 8.4 of 10 over 2 of 3 auditors; 1 file not read` */
export function describeAudit(document: AuditReport, problems: readonly AuditProblem[]): string {
  const { severity_summary: counts, overall_score: overall, categories, skipped } = document;
  const scored = countScoredCategories(categories);
  const over =
    scored === categories.length ? '' : ` over ${scored} of ${categories.length} auditors`;
  const named = (['critical', 'high', 'medium', 'low'] as const).flatMap((severity) =>
    counts[severity] === 0 ? [] : `${counts[severity]} ${severity}`,
  );
  const unsure = problems.filter(({ needs_context }) => needs_context !== null).length;
  const missing = document.self_check.filter(({ done }) => !done).map(({ item }) => item);
  return [
    problems.length === 0
      ? `no findings${isAllRead(document) ? '' : ' in the audited files'}`
      : `${display.plural(problems.length, 'finding')}: ${named.join(', ')}`,
    unsure === 0 ? [] : `${unsure} of them ${unsure === 1 ? 'needs' : 'need'} context`,
    overall === null ? 'no score' : `${overall.toFixed(1)} of 10${over}`,
    skipped.length === 0 ? [] : `${display.plural(skipped.length, 'file')} not read`,
    missing.length === 0 ? [] : `not done: ${missing.join(', ')}`,
  ]
    .flat()
    .join('; ');
}

/** Returns two or three sentences: score, what to fix first, what the score excludes (AUD-20). */
export function summarizeAudit(
  document: AuditReport,
  { counted, advisory }: AuditProblems,
): readonly string[] {
  const { overall_score: overall, categories } = document;
  const scored = countScoredCategories(categories);
  const [worst] = counted;
  const open = categories.length - scored;
  const leftOut = [
    open === 0 || overall === null ? [] : `${display.plural(open, 'auditor')} without a result`,
    advisory.length === 0 ? [] : display.plural(advisory.length, 'advisory finding'),
  ].flat();
  return [
    overall === null
      ? `None of the ${display.plural(categories.length, 'auditor')} completed its checks, so there is no score.`
      : `The project scores ${overall.toFixed(1)} out of 10 across ${display.plural(scored, 'category', 'categories')}: ${classifyScore(overall)}.`,
    worst !== undefined
      ? `${counted.length === 1 ? 'The finding' : `The first of ${counted.length} findings`} to fix is ${worst.location}: ${firstSentence(worst.issue)}.`
      : isAllRead(document)
        ? 'There are no findings to fix.'
        : 'There are no findings in the audited files.',
    ...(leftOut.length === 0 ? [] : [`The score leaves out ${leftOut.join(' and ')}.`]),
  ];
}

/** Describes the findings by outcome of the scenario or the tests; null if neither was run. */
export function describeScenarioOutcome({ scenario }: AuditReport): string | null {
  if (scenario === undefined) return null;
  const { name, unit, requests, measured, not_reached, not_decided, dismissed } = scenario;
  const counts = [
    [measured, 'measured'],
    [dismissed, 'dismissed'],
    [not_reached, 'not reached'],
    [not_decided, 'inconclusive'],
  ] as const;
  const shown = counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  const seen = shown.length === 0 ? 'no evidence for or against the findings' : shown.join(', ');
  const units =
    unit === 'request or call'
      ? `${requests} requests or tests that wait`
      : display.plural(requests, unit);
  return `Checked against ${name}, ${units}: ${seen}.`;
}

/** True if all files were read and all auditors done: no findings means no known problems. */
function isAllRead({ categories, skipped }: AuditReport): boolean {
  return skipped.length === 0 && countScoredCategories(categories) === categories.length;
}

/** Returns the first sentence without its full stop, for use inside another sentence. */
function firstSentence(text: string): string {
  const [first = ''] = text.split(/(?<=[.!?])\s/u);
  return first.replace(/[.!?]+$/u, '');
}
