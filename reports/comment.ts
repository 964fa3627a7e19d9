import { COMPARISON_SCHEMA } from '../harness/model/documents/document.ts';
import { GATE_SCHEMA } from '../harness/model/documents/gate-document.ts';
import type { ReportDocument } from '../harness/model/documents/report-document.ts';
import { commentBody } from './comment/comment-body.ts';
import { comparisonComment } from './comment/comparison-comment.ts';
import { gateComment } from './comment/gate-comment.ts';
import { viewComment } from './comment/view-comment.ts';
import { comparisonFacts } from './facts/comparison/comparison-facts.ts';
import { gateFacts } from './facts/gate/gate-facts.ts';
import type { RenderOptions, Reporter } from './reporter.ts';
import { withoutHomes } from './text/without-homes.ts';
import { viewOf } from './views/view-of.ts';

/**
 * The body of one comment on a pull request that is written anew with each run: its first line, a
 * hidden marker with a key, is what it is found by. Never longer than GitHub takes, and without the names
 * of users.
 */
export const commentReporter: Reporter = {
  id: 'comment',
  render: (document, options) => withoutHomes(bodyOf(document, options)),
  view: {
    render: ({ view }, { commentKey }) =>
      withoutHomes(commentBody(viewComment(view, commentKey ?? null))),
  },
};

function bodyOf(document: ReportDocument, options: RenderOptions): string {
  switch (document.schema) {
    case COMPARISON_SCHEMA: {
      const key = options.commentKey ?? 'compare';
      return commentBody(comparisonComment(comparisonFacts(document, options), key));
    }
    case GATE_SCHEMA:
      return commentBody(gateComment(gateFacts(document), options.commentKey ?? 'gate'));
    default:
      return commentBody(viewComment(viewOf(document, options), options.commentKey));
  }
}
