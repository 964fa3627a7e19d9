import { COMPARISON_SCHEMA } from '../../harness/model/documents/document.ts';
import { CHANGED_LINES, GATE_SCHEMA } from '../../harness/model/documents/gate-document.ts';
import type { ReportDocument } from '../../harness/model/documents/report-document.ts';

/** Names of the scenarios that a document is about. */
export function scenariosOf(document: ReportDocument): readonly string[] {
  if (document.schema === COMPARISON_SCHEMA) {
    return document.comparisons.map(({ scenario }) => scenario);
  }
  if (document.schema === GATE_SCHEMA) {
    return document.checks.map(({ scenario }) => scenario).filter((name) => name !== CHANGED_LINES);
  }
  const { scenario } = document as { readonly scenario?: unknown };
  return typeof scenario === 'string' ? [scenario] : [];
}
