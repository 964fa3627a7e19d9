import { buildCommentParts } from './comment/build-comment-parts.ts';
import { renderCommentBody } from './comment/render-comment-body.ts';
import type { Reporter } from './reporter.ts';
import { redactHomeFolders } from './text/redact-home-folders.ts';
import { createView } from './views/create-document-view.ts';

/**
 * The body of one comment on a pull request that is written anew with each run: its first line, a
 * hidden marker with a key, is what it is found by. Never longer than GitHub takes, and without the names
 * of users.
 */
export const commentReporter: Reporter = {
  id: 'comment',
  render: (shown, options) =>
    redactHomeFolders(
      renderCommentBody(buildCommentParts(createView(shown, options), options.commentKey)),
    ),
};
