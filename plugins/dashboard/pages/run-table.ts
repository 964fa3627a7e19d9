import { display, pages, type records } from 'perf-harness/plugin';
import { runLink, scenarioCell } from '../page-links.ts';
import { verdictCell } from './document-list-page.ts';

/** Renders runs as a table; null if there are none. */
export function runTable(
  title: string,
  runs: readonly records.LoadableRecord[],
  hasTrend: (scenario: string) => boolean,
): pages.Markup | null {
  return pages.blockMarkup(
    display.createTable({
      title,
      noun: 'run',
      isStacked: true,
      rows: runs,
      columns: [
        ['run', ({ id }) => ({ text: display.printable(id), target: runLink(id) })],
        ['verdict', ({ state, verdict }) => verdictCell(state === 'completed' ? verdict : state)],
        ['scenario', ({ scenario }) => scenarioCell(scenario, hasTrend)],
        ['began (UTC)', ({ startedAt }) => display.formatMoment(startedAt)],
      ],
    }),
  );
}
