import { COMPARISON_SCHEMA } from '../../harness/model/documents/document.ts';
import { GATE_SCHEMA } from '../../harness/model/documents/gate-document.ts';
import type { ReportDocument } from '../../harness/model/documents/report-document.ts';
import { comparisonFacts } from '../facts/comparison/comparison-facts.ts';
import { gateFacts } from '../facts/gate/gate-facts.ts';
import type { RenderOptions } from '../reporter.ts';
import { viewOf } from '../views/view-of.ts';
import { comparisonMarkdown } from './comparison-markdown.ts';
import { gateMarkdown } from './gate-markdown.ts';
import { joinBlocks, viewMarkdown } from './view-markdown.ts';

/** A document as Markdown blocks, blank lines between them. */
export function documentMarkdown(
  document: ReportDocument,
  options: Pick<RenderOptions, 'baseline'>,
): string {
  switch (document.schema) {
    case COMPARISON_SCHEMA:
      return joinBlocks(comparisonMarkdown(comparisonFacts(document, options)));
    case GATE_SCHEMA:
      return joinBlocks(gateMarkdown(gateFacts(document)));
    default:
      return joinBlocks(viewMarkdown(viewOf(document, options)));
  }
}
