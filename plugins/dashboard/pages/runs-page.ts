import { display, pages } from 'perf-harness/plugin';
import type { ProjectData } from '../cached-dashboard-page-data.ts';
import { listPage } from './document-list-page.ts';
import { runTable } from './run-table.ts';

/** Number of runs listed; the search finds the others. */
const MAX_RUNS = 200;

/** The newest runs. */
export function runsPage(
  { runIds, runHeads, sections }: Pick<ProjectData, 'runIds' | 'runHeads' | 'sections'>,
  hasTrend: (scenario: string) => boolean,
): string {
  const ids = runIds();
  const shown = ids.slice(-MAX_RUNS).toReversed();
  const left = ids.length - shown.length;
  return listPage(
    sections,
    'runs',
    ids.length,
    () =>
      pages.html`${runTable('Newest runs', runHeads(shown), hasTrend)}${left === 0 ? null : pages.html`<p>${display.plural(left, 'older run')} can be searched for.</p>`}`,
  );
}
