import { COMPARISON_SCHEMA, type ComparisonReport } from '../harness/model/documents/document.ts';
import { GATE_SCHEMA } from '../harness/model/documents/gate-document.ts';
import type { ReportDocument } from '../harness/model/documents/report-document.ts';
import { comparisonFacts } from './facts/comparison/comparison-facts.ts';
import { gateFacts } from './facts/gate/gate-facts.ts';
import { comparisonBody, comparisonHead } from './html/comparison-page.ts';
import { hasDifferenceGraph } from './html/flame/difference-graph.ts';
import { FLAME_SCRIPT } from './html/flame/flame-script.ts';
import { gateBody, gateHead } from './html/gate-page.ts';
import type { Markup } from './html/markup.ts';
import { htmlPage, type PageHead, type PageOptions } from './html/page.ts';
import { viewPage } from './html/view-page.ts';
import type { RenderOptions, Reporter } from './reporter.ts';
import { viewOf } from './views/view-of.ts';

/** For people who want to look at it: one file with pictures, which fetches nothing. */
export const htmlReporter: Reporter = {
  id: 'html',
  render: (document, options) => {
    const { head, body, ...rest } = htmlParts(document, options);
    return htmlPage(head, body, rest);
  },
  view: {
    render: ({ view }) => {
      const { head, body, ...rest } = viewPage(view);
      return htmlPage(head, body, rest);
    },
  },
};

/** What a page is made of, for whoever puts something around it. */
export interface HtmlParts extends PageOptions {
  readonly head: PageHead;
  readonly body: Markup;
}

export function htmlParts(document: ReportDocument, options: RenderOptions): HtmlParts {
  switch (document.schema) {
    case COMPARISON_SCHEMA: {
      const facts = comparisonFacts(document, options);
      return {
        head: comparisonHead(facts),
        body: comparisonBody(facts, document),
        ...explanationOptions(document),
      };
    }
    case GATE_SCHEMA: {
      const facts = gateFacts(document);
      return {
        head: gateHead(facts),
        body: gateBody(facts, document),
        ...explanationOptions(document.comparison),
      };
    }
    default:
      return viewPage(viewOf(document, options));
  }
}

/** Graphs of what changed are looked at with the script of all flame graphs. */
function explanationOptions(comparison: ComparisonReport | null): PageOptions {
  const { explanations = [] } = comparison ?? {};
  const isDrawn = explanations.some(({ difference }) => hasDifferenceGraph(difference));
  return isDrawn ? { script: FLAME_SCRIPT } : {};
}
