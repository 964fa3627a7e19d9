import { renderMarkdown } from './markdown/render-report-view-as-markdown.ts';
import type { Reporter } from './reporter.ts';
import { createView } from './views/create-document-view.ts';

/** By this a comment that was posted before is found again, to write over it. */
const MARKER = '<!-- perf-harness -->';

/** For pull-request comments and pages: GitHub's Markdown, details folded. */
export const markdownReporter: Reporter = {
  id: 'markdown',
  render: (shown, options) => `${MARKER}\n\n${renderMarkdown(createView(shown, options))}`,
};
