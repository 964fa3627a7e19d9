import { buildCommentParts } from './pull-request-comment/build-comment-parts.ts';
import { renderCommentBody } from './pull-request-comment/render-comment-body.ts';
import type { Reporter } from './reporter.ts';
import { redactHomeFolders } from './text/redact-home-folders.ts';
import { createView } from './views/create-document-view.ts';

/**
 * Reporter for the body of a pull-request comment that each run rewrites; the comment is found by
 * its first line, a hidden marker with a key. Never longer than GitHub's limit, and without user
 * names.
 */
export const commentReporter: Reporter = {
  id: 'comment',
  render: (shown, options) =>
    redactHomeFolders(
      renderCommentBody(buildCommentParts(createView(shown, options), options.commentKey)),
    ),
};
