import { renderPage } from './html/render-report-view-as-html.ts';
import type { Reporter } from './reporter.ts';
import { createView } from './views/create-document-view.ts';

/** Reporter for a self-contained HTML file with pictures, which fetches nothing. */
export const htmlReporter: Reporter = {
  id: 'html',
  render: (shown, options) => renderPage(createView(shown, options)),
};
