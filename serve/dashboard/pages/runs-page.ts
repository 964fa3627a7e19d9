import type { KnownRecord } from '../../../harness/history/record-entry.ts';
import { html } from '../../../reports/html/markup.ts';
import { plural } from '../../../reports/text/plural.ts';
import { runTable } from './run-table.ts';
import { listPage } from './shelf-page.ts';

/** Of the runs that are listed; the search finds the others. */
const MOST = 200;

/** The newest runs. @param ids - Oldest first. */
export function runsPage(
  ids: readonly string[],
  headsOf: (ids: readonly string[]) => readonly KnownRecord[],
): string {
  const shown = ids.slice(-MOST).toReversed();
  const left = ids.length - shown.length;
  return listPage(
    'runs',
    ids.length,
    () =>
      html`${runTable('The newest', headsOf(shown))}${left === 0 ? null : html`<p>${plural(left, 'older run')} can be searched for.</p>`}`,
  );
}
