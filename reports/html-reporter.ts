import { renderPage } from './html/render-view-page.ts';
import type { Reporter } from './reporter.ts';
import { createView } from './views/create-document-view.ts';

/** For people who want to look at it: one file with pictures, which fetches nothing. */
export const htmlReporter: Reporter = {
  id: 'html',
  render: (shown, options) => renderPage(createView(shown, options)),
};
