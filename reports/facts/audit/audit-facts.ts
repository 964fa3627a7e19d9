import type {
  AuditCategory,
  AuditFinding,
  AuditReport,
  AuditSeverity,
} from '../../../harness/model/documents/audit-document.ts';
import { plural } from '../../text/plural.ts';
import { printable } from '../../text/printable.ts';
import { collectFootnotes, type Footnote } from '../footnotes.ts';
import type { NextStep } from '../next-step.ts';
import { type AsideFacts, asideFacts } from './aside-facts.ts';
import { auditNext } from './audit-next.ts';
import { scoreBand } from './score-band.ts';

/** What one auditor found, as every reporter shows it. */
export interface AuditCategoryFact {
  readonly name: string;
  /** `4.8/10`, or `not scored`. */
  readonly score: string;
  readonly notes: string;
  readonly findings: readonly AuditFindingFact[];
  readonly dismissed: number;
}

/** One finding, as every reporter shows it. */
export interface AuditFindingFact {
  readonly category: string;
  readonly rule: string;
  readonly severity: AuditSeverity;
  readonly location: string;
  readonly file: string;
  readonly line: number;
  readonly issue: string;
  readonly recommendation: string;
  readonly effort: string;
  /** null: it is sure. */
  readonly needsContext: string | null;
  readonly evidence: readonly { readonly place: string; readonly text: string }[];
}

/** An audit, as every reporter shows it. */
export interface AuditFacts {
  readonly headline: { readonly word: AuditReport['verdict']; readonly sentence: string };
  /** `Persistence & Performance Audit Report - 2026-11-26`. */
  readonly title: string;
  /** Two or three sentences. */
  readonly summary: readonly string[];
  readonly overall: { readonly score: string; readonly notes: string };
  readonly counts: AuditReport['severity_summary'];
  readonly categories: readonly AuditCategoryFact[];
  /** Of all categories, the worst first. */
  readonly actions: readonly AuditFindingFact[];
  readonly aside: AsideFacts;
  readonly sources: readonly { readonly name: string; readonly url: string }[];
  readonly footnotes: readonly Footnote[];
  readonly next: NextStep | null;
}

const ORDER: readonly AuditSeverity[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];

export function auditFacts(document: AuditReport): AuditFacts {
  const categories = document.categories.map(categoryFact);
  const actions = categories
    .flatMap(({ findings }) => findings)
    .sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
  const { overall_score: overall } = document;
  return {
    headline: { word: document.verdict, sentence: sentenceOf(document, actions.length) },
    title: `Persistence & Performance Audit Report - ${document.date}`,
    summary: summaryOf(document, actions),
    overall: {
      score: overall === null ? 'not scored' : `${overall.toFixed(1)}/10`,
      notes: overall === null ? 'no auditor has finished' : scoreBand(overall),
    },
    counts: document.severity_summary,
    ...{ categories, actions },
    aside: asideFacts(document),
    sources: document.sources.map(({ name, url }) => ({
      name: printable(name),
      url: printable(url),
    })),
    footnotes: collectFootnotes([{ scenario: null, findings: document.findings }]),
    next: auditNext(document),
  };
}

function categoryFact(category: AuditCategory): AuditCategoryFact {
  const name = printable(category.category);
  if (category.status !== 'completed') {
    const notes = `${category.status}: ${printable(category.reason)}`;
    return { name, score: 'not scored', notes, findings: [], dismissed: 0 };
  }
  return {
    name,
    score: `${category.score.toFixed(1)}/10`,
    notes: scoreBand(category.score),
    findings: category.findings.map((one) => findingFact(one, name)),
    dismissed: category.dismissed.length,
  };
}

function findingFact(finding: AuditFinding, category: string): AuditFindingFact {
  const { severity, line, effort, needs_context: needsContext } = finding;
  return {
    ...{ category, severity, line, effort },
    rule: printable(finding.rule),
    location: printable(finding.location),
    file: printable(finding.file),
    issue: printable(finding.issue),
    recommendation: printable(finding.recommendation),
    needsContext: needsContext === null ? null : printable(needsContext),
    evidence: finding.evidence.map(({ file, line: at, text }) => ({
      place: `${printable(file)}:${at}`,
      text: printable(text),
    })),
  };
}

function sentenceOf(
  { severity_summary: counts, overall_score: overall }: AuditReport,
  all: number,
): string {
  const named = (['critical', 'high', 'medium', 'low'] as const).flatMap((one) =>
    counts[one] === 0 ? [] : [`${counts[one]} ${one}`],
  );
  const found = all === 0 ? 'nothing found' : `${plural(all, 'finding')}: ${named.join(', ')}`;
  return overall === null ? found : `${found}; ${overall.toFixed(1)} of 10`;
}

function summaryOf(document: AuditReport, actions: readonly AuditFindingFact[]): readonly string[] {
  const { overall_score: overall, categories } = document;
  const scored = categories.filter(({ status }) => status === 'completed').length;
  const [worst] = actions;
  return [
    overall === null
      ? `None of ${plural(categories.length, 'auditor')} has finished.`
      : `The project scores ${overall.toFixed(1)} of 10 over ${plural(scored, 'category', 'categories')}: ${scoreBand(overall)}.`,
    worst === undefined ? 'No finding is open.' : `First: ${worst.issue} (${worst.location}).`,
    ...(scored < categories.length
      ? [`${plural(categories.length - scored, 'auditor')} did not finish and counts for nothing.`]
      : []),
  ];
}
