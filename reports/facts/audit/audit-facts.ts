import type {
  AuditCategory,
  AuditCheck,
  AuditReport,
} from '../../../harness/model/documents/audit-document.ts';
import type { NextStep } from '../../next-step.ts';
import { plural } from '../../text/plural.ts';
import { printable } from '../../text/printable.ts';
import { collectFootnotes, type Footnote } from '../footnotes.ts';
import {
  type AuditAdvisoryFact,
  type AuditFindingFact,
  advisoryFact,
  findingFact,
} from './audit-finding-fact.ts';
import { auditNext } from './audit-next.ts';
import { auditSummary, countScored, isAllRead } from './audit-summary.ts';
import { measuredSentence } from './measured-sentence.ts';
import { scoreBand } from './score-band.ts';
import { worstFirst } from './worst-first.ts';

/** What one auditor found, as every reporter shows it. */
export interface AuditCategoryFact {
  readonly name: string;
  readonly status: AuditCategory['status'];
  /** `4.8/10`, or `not scored`. */
  readonly score: string;
  readonly notes: string;
  /** The worst first; so are the advisory ones. */
  readonly findings: readonly AuditFindingFact[];
  readonly advisory: readonly AuditAdvisoryFact[];
  readonly checks: readonly AuditCheck[];
  /** How many places looked like a finding and were none. */
  readonly dismissed: number;
}

/** An audit, as every reporter shows it. */
export interface AuditFacts {
  readonly headline: { readonly word: AuditReport['verdict']; readonly sentence: string };
  /** `Persistence & Performance Audit Report - 2026-11-26`. */
  readonly title: string;
  /** What part of the project was looked at; null: all of it. */
  readonly scope: string | null;
  /** Two or three sentences. */
  readonly summary: readonly string[];
  /** What a scenario said of the findings, one sentence; null: none was run. */
  readonly measured: string | null;
  readonly overall: { readonly score: string; readonly notes: string };
  readonly counts: AuditReport['severity_summary'];
  readonly categories: readonly AuditCategoryFact[];
  /** Of all categories, the worst first. */
  readonly actions: readonly AuditFindingFact[];
  /** Those that count for nothing, of all categories. */
  readonly advisory: readonly AuditAdvisoryFact[];
  readonly dismissed: number;
  readonly selfCheck: AuditReport['self_check'];
  readonly skipped: AuditReport['skipped'];
  readonly sources: readonly { readonly name: string; readonly url: string }[];
  readonly footnotes: readonly Footnote[];
  readonly next: NextStep | null;
}

export function auditFacts(document: AuditReport): AuditFacts {
  const categories = document.categories.map(categoryFact);
  const actions = categories.flatMap(({ findings }) => findings).sort(worstFirst);
  const advisory = categories.flatMap((one) => one.advisory).sort(worstFirst);
  const { overall_score: overall } = document;
  const { domain } = document.context;
  return {
    headline: { word: document.verdict, sentence: sentenceOf(document, actions) },
    title: `Persistence & Performance Audit Report - ${document.date}`,
    scope:
      domain === null
        ? null
        : `Only ${printable(domain.name)} was looked at: ${printable(domain.path)}.`,
    summary: auditSummary(document, actions, advisory.length),
    measured: measuredSentence(document.scenario),
    overall: {
      score: overall === null ? 'not scored' : `${overall.toFixed(1)}/10`,
      notes: overall === null ? 'no auditor has looked at all that it is for' : bandOver(document),
    },
    counts: document.severity_summary,
    categories,
    actions,
    advisory,
    dismissed: categories.reduce((sum, one) => sum + one.dismissed, 0),
    selfCheck: document.self_check.map(({ item, done, evidence }) => ({
      item: printable(item),
      done,
      evidence: printable(evidence),
    })),
    skipped: document.skipped.map(({ file, reason }) => ({
      file: printable(file),
      reason: printable(reason),
    })),
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
  const { status } = category;
  if (category.status !== 'completed') {
    return {
      name,
      status,
      score: 'not scored',
      notes: `${status}: ${printable(category.reason)}`,
      findings: [],
      advisory: [],
      checks: [],
      dismissed: 0,
    };
  }
  return {
    name,
    status,
    score: category.score === null ? 'not scored' : `${category.score.toFixed(1)}/10`,
    notes: category.score === null ? whyUnscored(category.checks) : scoreBand(category.score),
    findings: category.findings.map((one) => findingFact(one, name)).sort(worstFirst),
    advisory: [
      ...category.advisory.map((one) => advisoryFact(one, name)),
      ...category.suppressed.map(({ finding, by, reason }) =>
        advisoryFact({ finding, reason: `Suppressed by ${by}: ${reason}` }, name),
      ),
    ].sort(worstFirst),
    checks: category.checks.map(({ details, ...one }) => ({ ...one, details: printable(details) })),
    dismissed: category.dismissed.length,
  };
}

function whyUnscored(checks: readonly AuditCheck[]): string {
  const failed = checks.filter(({ status }) => status === 'error').map(({ id }) => printable(id));
  if (failed.length === 0) return 'nothing was read';
  return `${plural(failed.length, 'check')} failed: ${failed.join(', ')}`;
}

/** The band of the overall score, with how many of the auditors it stands on where that is not all. */
function bandOver({ overall_score: overall, categories }: AuditReport): string {
  const scored = countScored(categories);
  const band = scoreBand(overall ?? 0);
  return scored === categories.length ? band : `${band}, over ${scored} of ${categories.length}`;
}

function sentenceOf(document: AuditReport, actions: readonly AuditFindingFact[]): string {
  const {
    severity_summary: counts,
    overall_score: overall,
    self_check: checks,
    categories,
    skipped,
  } = document;
  const scored = countScored(categories);
  const over =
    scored === categories.length ? '' : ` over ${scored} of ${categories.length} auditors`;
  const named = (['critical', 'high', 'medium', 'low'] as const).flatMap((one) =>
    counts[one] === 0 ? [] : [`${counts[one]} ${one}`],
  );
  const unsure = actions.filter(({ needsContext }) => needsContext !== null).length;
  const missing = checks.filter(({ done }) => !done).map(({ item }) => printable(item));
  return [
    actions.length === 0
      ? `nothing found${isAllRead(document) ? '' : ' in what was looked at'}`
      : `${plural(actions.length, 'finding')}: ${named.join(', ')}`,
    ...(unsure === 0 ? [] : [`${unsure} of them ${unsure === 1 ? 'needs' : 'need'} context`]),
    overall === null ? 'no score' : `${overall.toFixed(1)} of 10${over}`,
    ...(skipped.length === 0 ? [] : [`${plural(skipped.length, 'file')} not read`]),
    ...(missing.length === 0 ? [] : [`not done: ${missing.join(', ')}`]),
  ].join('; ');
}
