import { commentBody } from './comment/comment-body.ts';
import { viewComment } from './comment/view-comment.ts';
import type { Reporter } from './reporter.ts';
import { withoutHomes } from './text/without-homes.ts';
import { viewOf } from './views/view-of.ts';

/**
 * The body of one comment on a pull request that is written anew with each run: its first line, a
 * hidden marker with a key, is what it is found by. Never longer than GitHub takes, and without the names
 * of users.
 */
export const commentReporter: Reporter = {
  id: 'comment',
  render: (shown, options) =>
    withoutHomes(commentBody(viewComment(viewOf(shown, options), options.commentKey))),
};
