import type { Reporter } from './reporter.ts';
import { createPage } from './terminal/page.ts';
import { restLines, viewLines } from './terminal/view-lines.ts';
import { viewOf } from './views/view-of.ts';

/** For people at a terminal: the verdict first, no line wider than it is. */
export const terminalReporter: Reporter = {
  id: 'terminal',
  render: (shown, options) => {
    const view = viewOf(shown, options);
    // The next step must come last, so it is left out here if more follows.
    const told = options.isContinued === true ? { ...view, next: null } : view;
    return `${viewLines(told, createPage(options)).join('\n')}\n`;
  },
  renderRest: (shown, earlier, options) => {
    const lines = restLines(viewOf(shown, options), viewOf(earlier, options), createPage(options));
    return lines.length === 0 ? '' : `\n${lines.join('\n')}\n`;
  },
};
