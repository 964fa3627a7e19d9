import { display } from 'perf-harness/plugin';
import type { AuditCategory, AuditReport } from '../document/audit-document.ts';
import { countEvidenceClasses, isReported } from '../evidence-class.ts';
import { isCompleteCategory } from '../scoring/category-score.ts';
import type { AuditProblem, AuditProblems } from './collect-findings-sorted-by-severity.ts';

/**
 * `1 measured and 1 certain finding; 12 suspected; 1 file not read`. Parts that were not audited
 * come first if the audit is incomplete or reports no finding, which then proves nothing.
 */
export function describeAudit(document: AuditReport, problems: readonly AuditProblem[]): string {
  const { categories, self_check: checks, counts_suspected: countsSuspected } = document;
  const undone = checks.filter(({ done }) => !done).map(({ item }) => item);
  const scored = countScoredCategories(categories);
  const gaps = [
    describeUnreadFiles(document),
    scored === categories.length || isScarcelyRead(document)
      ? []
      : `${scored} of ${display.plural(categories.length, 'auditor')} completed`,
    undone.length === 0 ? [] : `not done: ${undone.join(', ')}`,
  ].flat();
  const leadsWithFindings =
    undone.length === 0 && problems.some((problem) => isReported(problem, countsSuspected));
  const isAbsenceKnown = undone.length === 0 && !isScarcelyRead(document);
  const found = isAbsenceKnown || problems.length > 0 ? [describeFindings(document, problems)] : [];
  const parts = leadsWithFindings ? [...found, ...gaps] : [...gaps, ...found];
  return [...describeUnseenTests(document), ...parts].join('; ');
}

/** `1 measured and 1 certain finding; 12 suspected` */
function describeFindings(document: AuditReport, problems: readonly AuditProblem[]): string {
  if (problems.length === 0)
    return `no findings${isAllRead(document) ? '' : ' in the audited files'}`;
  const { measured, certain, suspected } = countEvidenceClasses(problems);
  const shown = (
    [
      [measured, 'measured'],
      [certain, 'certain'],
    ] as const
  ).filter(([count]) => count > 0);
  const noun = shown.at(-1)?.[0] === 1 ? 'finding' : 'findings';
  const counted =
    shown.length === 0
      ? 'no measured or certain findings'
      : `${shown.map((parts) => parts.join(' ')).join(' and ')} ${noun}`;
  return suspected === 0 ? counted : `${counted}; ${suspected} suspected`;
}

/** Says first that tests showed nothing, since everything after it rests on reading alone. */
function describeUnseenTests({ scenario }: AuditReport): readonly string[] {
  return scenario?.unit === 'request or call' && scenario.requests === 0
    ? ['the tests ran no statement or request of the application']
    : [];
}

/** `2 files not read: the Python grammar is not installed`, if all have the same reason. */
function describeUnreadFiles(document: AuditReport): readonly string[] {
  const { skipped } = document;
  if (skipped.length === 0) return isScarcelyRead(document) ? ['no source file was read'] : [];
  const [reason, ...others] = new Set(skipped.map((file) => file.reason));
  const why = others.length === 0 ? `: ${reason}` : '';
  return [`${display.plural(skipped.length, 'file')} not read${why}`];
}

/** Returns two or three sentences: score, what to fix first, what the score excludes (AUD-20). */
export function summarizeAudit(
  document: AuditReport,
  { counted, advisory }: AuditProblems,
): readonly string[] {
  const { overall_score: overall, categories } = document;
  const scored = countScoredCategories(categories);
  const worst =
    counted.find((problem) => isReported(problem, document.counts_suspected)) ?? counted[0];
  const open = categories.length - scored;
  const leftOut = [
    open === 0 || overall === null ? [] : `${display.plural(open, 'auditor')} without a result`,
    advisory.length === 0 ? [] : display.plural(advisory.length, 'advisory finding'),
  ].flat();
  return [
    overall === null
      ? isScarcelyRead(document)
        ? 'Too few files were read for a score.'
        : `None of the ${display.plural(categories.length, 'auditor')} completed its checks, so there is no score.`
      : `The project scores ${overall.toFixed(1)} out of 10 across ${display.plural(scored, 'category', 'categories')}: ${classifyScore(overall)}.`,
    worst !== undefined
      ? `${counted.length === 1 ? 'The finding' : `The first of ${counted.length} findings`} to fix is ${worst.location}: ${firstSentence(worst.issue)}.`
      : isAllRead(document)
        ? 'There are no findings to fix.'
        : isScarcelyRead(document)
          ? 'The absence of findings proves nothing.'
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

/** Returns the categories without a score, with the reasons; empty if too few files were read. */
export function describeUnscoredCategories(document: AuditReport): string {
  if (isScarcelyRead(document)) return '';
  const unscored = document.categories.filter(
    (category) => category.status !== 'completed' || category.score === null,
  );
  const named = unscored.map(
    (category) => `${category.category} (${formatCategoryScore(category).notes})`,
  );
  return named.length === 0 ? '' : `Without a result: ${named.join(', ')}.`;
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

/** Score as text, with its band or the reason why there is none. */
interface AuditScore {
  /** `4.8/10`, or `not scored`. */
  readonly score: string;
  readonly notes: string;
}

/** Returns the band of a score; zero is critical too (SH6-02). */
export function classifyScore(score: number): string {
  if (score >= 10) return 'no issues';
  if (score >= 8) return 'minor issues';
  if (score >= 6) return 'moderate issues (next sprint)';
  if (score >= 4) return 'significant issues (prioritise)';
  return 'critical issues (immediate)';
}

export function formatCategoryScore(category: AuditCategory): AuditScore {
  if (category.status !== 'completed') {
    return { score: 'not scored', notes: `${category.status}: ${category.reason}` };
  }
  if (category.score !== null) return scoreOf(category.score);
  const failed = category.checks.filter(({ status }) => status === 'error').map(({ id }) => id);
  const notes =
    failed.length === 0
      ? 'too few files were read'
      : `${display.plural(failed.length, 'check')} failed: ${failed.join(', ')}`;
  return { score: 'not scored', notes };
}

/** Formats the overall score, with the number of auditors it is based on if that is not all. */
export function formatOverallScore({
  overall_score: overall,
  categories,
}: AuditReport): AuditScore {
  if (overall === null) {
    const notes = isScarcelyRead({ overall_score: overall, categories })
      ? 'too few files were read'
      : 'no auditor completed its checks';
    return { score: 'not scored', notes };
  }
  const { score, notes } = scoreOf(overall);
  const scored = countScoredCategories(categories);
  return scored === categories.length
    ? { score, notes }
    : { score, notes: `${notes}, over ${scored} of ${categories.length}` };
}

/** True if all auditors completed their checks, but too few files were read for a score. */
function isScarcelyRead({
  overall_score: overall,
  categories,
}: Pick<AuditReport, 'overall_score' | 'categories'>): boolean {
  return overall === null && categories.every(isCompleteCategory);
}

function countScoredCategories(categories: readonly AuditCategory[]): number {
  return categories.filter((category) => category.status === 'completed' && category.score !== null)
    .length;
}

function scoreOf(score: number): AuditScore {
  return { score: `${score.toFixed(1)}/10`, notes: classifyScore(score) };
}
