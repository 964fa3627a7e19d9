import {
  COMPARISON_SCHEMA,
  type ComparisonReport,
} from '../../harness/model/documents/document.ts';
import { GATE_SCHEMA } from '../../harness/model/documents/gate-document.ts';
import type { ReportDocument } from '../../harness/model/documents/report-document.ts';
import type { Finding } from '../../harness/model/finding.ts';
import { comparisonFacts } from '../facts/comparison/comparison-facts.ts';
import { collectFootnotes } from '../facts/footnotes.ts';
import type { NextStep } from '../next-step.ts';
import { footnoteLines, nextLines } from './closing-lines.ts';
import { explainedLines } from './difference-lines.ts';
import type { Page } from './page.ts';

/**
 * What a comparison or a gate says beyond what it said when its verdict stood: what is behind the
 * changes of each scenario, notes on that, and what to do next, which stands below all of it.
 */
export function restLines(
  document: ReportDocument,
  earlier: ReportDocument,
  next: NextStep | null,
  page: Page,
): readonly string[] {
  const comparison = comparisonOf(document);
  if (comparison === null) return [];
  const { scenarios } = comparisonFacts(comparison, { baseline: null });
  const told = new Set(comparisonOf(earlier)?.explanations?.map(({ scenario }) => scenario));
  const added = explainedLines(
    scenarios.filter(({ explanation }) => !told.has(explanation?.explanation.scenario ?? '')),
    page,
  );
  const notes = collectFootnotes([{ scenario: null, findings: newFindings(comparison, earlier) }]);
  const blocks = [...added, footnoteLines(notes, page), nextLines(next, page)].filter(
    (block) => block.length > 0,
  );
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

function comparisonOf(document: ReportDocument): ComparisonReport | null {
  if (document.schema === COMPARISON_SCHEMA) return document;
  return document.schema === GATE_SCHEMA ? document.comparison : null;
}

function newFindings({ findings }: ComparisonReport, earlier: ReportDocument): readonly Finding[] {
  const known = new Set(comparisonOf(earlier)?.findings.map((one) => JSON.stringify(one)));
  return findings.filter((one) => !known.has(JSON.stringify(one)));
}
