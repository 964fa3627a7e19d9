import { display, type View } from 'perf-harness/plugin';
import type { AuditReport, AuditSeverity } from '../document/audit-document.ts';
import { isReported } from '../evidence-class.ts';
import { sortFindings } from '../scoring/sort-findings.ts';
import { type AuditProblem, collectAuditProblems } from './collect-findings-sorted-by-severity.ts';

type CodeScan = NonNullable<View['scan']>;
type ScanResult = CodeScan['results'][number];

const PAGES = 'https://github.com/perf-harness/perf-harness/blob/main/docs/audit-rules';
const LEVELS: Readonly<Record<AuditSeverity, ScanResult['level']>> = {
  CRITICAL: 'error',
  HIGH: 'error',
  MEDIUM: 'warning',
  LOW: 'info',
};

/**
 * Converts findings and advisory findings, the most severe first; findings that the project has
 * suppressed are not repeated, and suspected findings only if they count.
 */
export function createCodeScan(document: AuditReport): CodeScan {
  const { root, categories, date, overall_score: overallScore, verdict } = document;
  const { self_check: checks, findings, skipped, counts_suspected: countsSuspected } = document;
  const { counted, advisory } = collectAuditProblems(
    categories.map((category) =>
      category.status === 'completed' ? { ...category, suppressed: [] } : category,
    ),
  );
  const unread = categories.filter((category) => category.status !== 'completed');
  const undone = checks.filter(({ done }) => !done);
  const notice = (level: ScanResult['level'], message: string) => ({ level, message });
  return {
    root,
    isComplete: checks.every(({ done }) => done),
    results: sortFindings(
      [...counted, ...advisory].filter((problem) => isReported(problem, countsSuspected)),
    ).map(resultOf),
    notices: [
      ...unread.map(({ category, status, reason }) =>
        notice(status === 'error' ? 'error' : 'info', `${category} was not audited: ${reason}.`),
      ),
      ...undone.map(({ item }) => notice('error', `Not done: ${item}.`)),
      ...findings.map(({ level, message }) => notice(level, message)),
      ...skipped.map(({ file, reason }) => ({
        ...notice('info', `Not analysed: ${reason}.`),
        file,
      })),
    ],
    properties: { date, overallScore, verdict },
  };
}

function resultOf(problem: AuditProblem): ScanResult {
  const { severity, effort, principle, issue, recommendation, measured, evidence } = problem;
  const { file, line, end_line: endLine, needs_context: needsContext } = problem;
  const { evidence_class: evidenceClass } = problem;
  const shown = measured === undefined ? '' : ` (${measured.text})`;
  const doubt = needsContext === null ? '' : ` Needs context: ${needsContext}.`;
  return {
    rule: ruleOf(problem),
    level: LEVELS[severity],
    subject: issue,
    message: `${issue}${shown}.${doubt} ${recommendation}.`,
    place: { file, line, endLine },
    evidence,
    suppression: problem.reason,
    properties: { severity, evidenceClass, effort, principle, recommendation, needsContext },
  };
}

function ruleOf({ rule, check, principle }: AuditProblem): ScanResult['rule'] {
  const [category = '', ...rest] = display.printable(principle).split(' / ');
  return {
    id: rule,
    title: rest.length === 0 ? category : rest.join(' / '),
    category,
    check,
    url: `${PAGES}/${encodeURIComponent(rule)}.md`,
  };
}
