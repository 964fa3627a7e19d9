import { documentMarkdown } from './markdown/document-markdown.ts';
import { markdownOf } from './markdown/view-markdown.ts';
import type { Reporter } from './reporter.ts';

/** By this a comment that was posted before is found again, to write over it. */
const MARKER = '<!-- perf-harness -->';

/** For pull-request comments and pages: GitHub's Markdown, details folded. */
export const markdownReporter: Reporter = {
  id: 'markdown',
  render: (document, options) => `${MARKER}\n\n${documentMarkdown(document, options)}`,
  view: { render: ({ view }) => `${MARKER}\n\n${markdownOf(view)}` },
};
