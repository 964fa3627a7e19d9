import { markdownOf } from './markdown/render-view-markdown.ts';
import type { Reporter } from './reporter.ts';
import { viewOf } from './views/create-document-view.ts';

/** By this a comment that was posted before is found again, to write over it. */
const MARKER = '<!-- perf-harness -->';

/** For pull-request comments and pages: GitHub's Markdown, details folded. */
export const markdownReporter: Reporter = {
  id: 'markdown',
  render: (shown, options) => `${MARKER}\n\n${markdownOf(viewOf(shown, options))}`,
};
