import { COMPARISON_SCHEMA } from '../harness/model/documents/document.ts';
import { GATE_SCHEMA } from '../harness/model/documents/gate-document.ts';
import type { ReportDocument } from '../harness/model/documents/report-document.ts';
import { comparisonFacts } from './facts/comparison/comparison-facts.ts';
import { gateFacts } from './facts/gate/gate-facts.ts';
import type { NextStep } from './next-step.ts';
import type { RenderOptions, Reporter } from './reporter.ts';
import { comparisonLines } from './terminal/comparison-lines.ts';
import { gateLines } from './terminal/gate-lines.ts';
import { createPage } from './terminal/page.ts';
import { restLines } from './terminal/rest-lines.ts';
import { viewLines } from './terminal/view-lines.ts';
import { viewOf } from './views/view-of.ts';

/** For people at a terminal: the verdict first, no line wider than it is. */
export const terminalReporter: Reporter = {
  id: 'terminal',
  render: (document, options) => `${linesOf(document, options).join('\n')}\n`,
  view: {
    render: ({ view }, options) => `${viewLines(view, createPage(options)).join('\n')}\n`,
  },
  renderRest: (document, earlier, options) => {
    const next = nextOf(document, options);
    const lines = restLines(document, earlier, next, createPage(options));
    return lines.length === 0 ? '' : `\n${lines.join('\n')}\n`;
  },
};

function linesOf(document: ReportDocument, options: RenderOptions): readonly string[] {
  const page = createPage(options);
  switch (document.schema) {
    case COMPARISON_SCHEMA:
      return comparisonLines(unlessContinued(comparisonFacts(document, options), options), page);
    case GATE_SCHEMA:
      return gateLines(unlessContinued(gateFacts(document), options), page);
    default:
      return viewLines(viewOf(document, options), page);
  }
}

/** What to do next is the last that is said: where more follows, not here. */
function unlessContinued<F extends { readonly next: NextStep | null }>(
  facts: F,
  { isContinued = false }: RenderOptions,
): F {
  return isContinued ? { ...facts, next: null } : facts;
}

/** What was left to the rest of a document. */
function nextOf(document: ReportDocument, options: RenderOptions): NextStep | null {
  if (document.schema === COMPARISON_SCHEMA) return comparisonFacts(document, options).next;
  return document.schema === GATE_SCHEMA ? gateFacts(document).next : null;
}
