import { collectFootnotes, display, type View } from 'perf-harness/plugin';
import type { AuditReport } from '../document/audit-document.ts';
import { isReported } from '../evidence-class.ts';
import { auditBlocks } from './audit-report-blocks.ts';
import { describeAudit } from './audit-summary-sentences.ts';
import { type AuditProblem, collectAuditProblems } from './collect-findings-sorted-by-severity.ts';
import { auditFacts, auditSuites, createCodeScan } from './machine-readable-audit-results.ts';

type Annotation = View['annotations'][number];
type Headline = View['headline'];

const HEADLINES: Readonly<Record<AuditReport['verdict'], Pick<Headline, 'label' | 'sign'>>> = {
  pass: { label: 'Pass', sign: '✓' },
  fail: { label: 'Fail', sign: '✗' },
};

/** Creates the view of an audit: its scores, its findings by severity, and what was skipped. */
export function auditView(document: AuditReport): View {
  const audit = display.printableTexts(document);
  const { verdict, date, categories, findings, counts_suspected: countsSuspected } = audit;
  const problems = collectAuditProblems(categories);
  const reported = problems.counted.filter((problem) => isReported(problem, countsSuspected));
  const title = `Persistence & Performance Audit Report - ${date}`;
  const sentence = describeAudit(audit, problems.counted);
  return {
    key: 'audit',
    title,
    headline: { ...HEADLINES[verdict], outcome: verdict, sentence },
    about: [title],
    blocks: auditBlocks(audit, problems),
    footnotes: collectFootnotes([{ scenario: null, findings }]),
    // Findings are read best on a page, and `optimize` takes them as JSON.
    next:
      problems.counted.length === 0
        ? null
        : {
            purpose: 'view the full report as a web page, and save it for optimize --audit-report',
            command: `perf-harness audit ${display.quoteCommandWord(document.root)} --reporter html=audit.html --reporter json=audit.json`,
          },
    suites: auditSuites(audit),
    annotations: reported.map((problem) => annotationOf(problem, verdict === 'fail')),
    facts: auditFacts(audit, problems),
    scan: createCodeScan(document),
  };
}

/** Creates an annotation; severe findings are errors only if the audit (exit code) fails. */
function annotationOf(
  { severity, rule, issue, recommendation, file, line }: AuditProblem,
  isRed: boolean,
): Annotation {
  const isSevere = severity === 'CRITICAL' || severity === 'HIGH';
  return {
    level: severity === 'LOW' ? 'info' : isSevere && isRed ? 'error' : 'warning',
    title: `audit: ${rule}`,
    message: `${severity}: ${issue}. ${recommendation}`,
    file,
    line,
  };
}
