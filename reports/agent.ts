import { viewFactLines } from './agent/view-fact-lines.ts';
import type { Reporter } from './reporter.ts';
import { viewOf } from './views/view-of.ts';

/**
 * For language-model agents: one fact a line, a keyword first, then `key=value`; numbers in base
 * units; no colour. The grammar is in docs/reports.md and is kept stable.
 */
export const agentReporter: Reporter = {
  id: 'agent',
  render: (shown, options) => `${viewFactLines(viewOf(shown, options)).join('\n')}\n`,
};
