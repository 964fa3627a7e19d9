import { display, type View } from 'perf-harness/plugin';
import type { AuditCategory, AuditReport, AuditSeverity } from '../document/audit-document.ts';
import { countEvidenceClasses, isReported } from '../evidence-class.ts';
import { sortFindings } from '../scoring/sort-findings.ts';
import { countDismissed } from './audit-report-blocks.ts';
import { describeScenarioOutcome, formatCategoryScore } from './audit-summary-sentences.ts';
import {
  type AuditProblem,
  type AuditProblems,
  collectAuditProblems,
} from './collect-findings-sorted-by-severity.ts';

const { createFact } = display;

/** Returns audit facts for programs: categories, findings with evidence, and what was skipped. */
export function auditFacts(
  audit: AuditReport,
  { counted, advisory }: AuditProblems,
): View['facts'] {
  const { schema, verdict, date, overall_score } = audit;
  const measured = describeScenarioOutcome(audit);
  return [
    createFact('audit', {
      ...{ schema, verdict, date, overall_score, findings: counted.length },
      ...countEvidenceClasses(counted),
    }),
    ...(measured === null ? [] : [createFact('measured', { text: measured })]),
    ...audit.categories.map((category) => {
      const { category: name, status } = category;
      const { score, notes } = formatCategoryScore(category);
      return createFact('category', {
        name,
        status,
        score,
        notes,
        dismissed: countDismissed(category),
      });
    }),
    ...counted.flatMap((problem) => problemFacts('problem', problem)),
    ...advisory.flatMap((problem) => problemFacts('advisory', problem)),
    ...audit.skipped.map((skipped) => createFact('skipped', skipped)),
    ...audit.self_check.map(({ item, done, evidence }) =>
      createFact('self_check', { item, done, evidence: evidence || null }),
    ),
    ...audit.sources.map(({ name, url }) => createFact('source', { name, url })),
  ];
}

function problemFacts(keyword: string, problem: AuditProblem): View['facts'] {
  const { severity, rule, category, location, issue, recommendation, effort } = problem;
  const { evidence_class, needs_context, reason, measured, evidence } = problem;
  return [
    createFact(keyword, {
      ...{ severity, evidence_class, rule, category, location, issue, recommendation, effort },
      ...{ needs_context, reason, measured: measured?.text ?? null },
    }),
    ...evidence.map(({ file, line, text }) =>
      createFact('evidence', { item: location, file, line, text }),
    ),
  ];
}

type Check = View['suites'][number]['checks'][number];
type CheckSuite = View['suites'][number];

const SELF_CHECK = 'Self-check';

/**
 * Returns a suite for each category, and one for the self-check. Findings fail their checks only if
 * the audit fails, so that a report never contradicts the exit code.
 */
export function auditSuites(audit: AuditReport): readonly CheckSuite[] {
  const isRed = audit.verdict === 'fail';
  const broken = isRed ? 'error' : 'skipped';
  const items = audit.self_check.map(({ item, done, evidence }): Check => {
    const common = { name: item, group: SELF_CHECK, text: evidence };
    return done
      ? { ...common, result: 'passed', message: evidence }
      : { ...common, result: broken, type: 'not done', message: 'not done' };
  });
  return [
    ...audit.categories.map((category) => ({
      name: category.category,
      checks: checksOf(category, {
        resultOf: (finding) => {
          if (!isReported(finding, audit.counts_suspected)) return 'skipped';
          return isRed ? 'failure' : 'passed';
        },
        broken,
      }),
    })),
    { name: SELF_CHECK, checks: items },
  ];
}

interface CheckResults {
  readonly resultOf: (finding: AuditProblem) => Check['result'];
  readonly broken: Check['result'];
}

function checksOf(category: AuditCategory, { resultOf, broken }: CheckResults): readonly Check[] {
  const { score, notes } = formatCategoryScore(category);
  const group = category.category;
  const name = 'was audited';
  if (category.status !== 'completed') {
    const result = category.status === 'error' ? broken : 'skipped';
    return [{ name, group, result, message: notes }];
  }
  const { counted, advisory } = collectAuditProblems([category]);
  return [
    { name, group, result: 'passed', message: `${score}: ${notes}` },
    // Findings of a check have cases of their own.
    ...category.checks
      .filter(({ status }) => status !== 'failed' && status !== 'warning')
      .map(({ id, status, details }): Check => {
        const common = { name: id, group, type: status, message: details };
        if (status === 'passed') return { ...common, result: 'passed' };
        return { ...common, result: status === 'error' ? broken : 'skipped' };
      }),
    ...counted.map((problem) => problemCheck(problem, resultOf(problem))),
    ...advisory.map((problem) => problemCheck(problem, 'skipped')),
  ];
}

function problemCheck(problem: AuditProblem, result: Check['result']): Check {
  const { rule, category, location, severity, issue, evidence, recommendation, effort } = problem;
  const { needs_context: doubt, reason, evidence_class: evidenceClass } = problem;
  const text = [
    `${severity} (${evidenceClass}) ${location}: ${issue}`,
    ...evidence.map((place) => `${place.file}:${place.line}: ${place.text}`),
    ...(doubt === null ? [] : [`Needs context: ${doubt}`]),
    `${recommendation} (${effort})`,
  ].join('\n');
  const name = `${rule} ${location}`;
  return { name, group: category, result, type: severity, message: reason ?? issue, text };
}

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
