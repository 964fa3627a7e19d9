import type { Reporter } from '../harness/model/documents/reporter.ts';
import { documentMarkdown } from './markdown/document-markdown.ts';

/** By this a comment that was posted before is found again, to write over it. */
const MARKER = '<!-- perf-harness -->';

/** For pull-request comments and pages: GitHub's Markdown, details folded. */
export const markdownReporter: Reporter = {
  id: 'markdown',
  render: (document, options) => `${MARKER}\n\n${documentMarkdown(document, options)}`,
};
