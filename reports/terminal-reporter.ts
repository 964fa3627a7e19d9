import type { Reporter } from './reporter.ts';
import {
  renderRemainingLines,
  renderViewLines,
} from './terminal/render-report-view-as-terminal-lines.ts';
import { createTerminalPage } from './terminal/terminal-page-layout.ts';
import { createView } from './views/create-document-view.ts';

/** For people at a terminal: the verdict first, no line wider than it is. */
export const terminalReporter: Reporter = {
  id: 'terminal',
  render: (shown, options) => {
    const view = createView(shown, options);
    // The next step must come last, so it is left out here if more follows.
    const printed = options.isContinued === true ? { ...view, next: null } : view;
    return `${renderViewLines(printed, createTerminalPage(options)).join('\n')}\n`;
  },
  renderRest: (shown, earlier, options) => {
    const lines = renderRemainingLines(
      createView(shown, options),
      createView(earlier, options),
      createTerminalPage(options),
    );
    return lines.length === 0 ? '' : `\n${lines.join('\n')}\n`;
  },
};
