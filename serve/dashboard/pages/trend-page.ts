import type {
  HistoryPoint,
  HistoryReport,
  Trend,
} from '../../../harness/model/documents/history-document.ts';
import { html, type Markup } from '../../../reports/html/markup.ts';
import { viewPage } from '../../../reports/html/view-page.ts';
import { formatQuantity } from '../../../reports/scale.ts';
import { plural } from '../../../reports/text/plural.ts';
import { printable } from '../../../reports/text/printable.ts';
import { viewOf } from '../../../reports/views/view-of.ts';
import { runLink } from '../links.ts';
import type { Room, ShelfRow } from '../shelves/shelf.ts';
import { annotationTable, trendForms } from './forms.ts';
import { moment } from './run-table.ts';
import { shelfSections } from './shelf-page.ts';
import { surrounded } from './surround.ts';

/** Of the runs of a trend that are listed. */
const NEWEST = 50;

/** What stands around the trends of a scenario. */
export interface TrendSurroundings {
  readonly name: string;
  /** Records that are still there. */
  readonly runIds: readonly string[];
  /** Other documents of it. */
  readonly others: readonly (readonly [Room, readonly ShelfRow[]])[];
  /** null: nothing may be written. */
  readonly formToken: string | null;
}

/** The trends of a scenario, what is said of them, then the runs behind them. */
export function trendPage(
  report: HistoryReport,
  { name, runIds, others, formToken }: TrendSurroundings,
): string {
  const { body, ...rest } = viewPage(viewOf(report));
  const known = new Set(runIds);
  return surrounded({
    ...rest,
    body: html`${body}
${annotationTable(report.trends)}${formToken === null ? null : trendForms(report, name, formToken)}
<section id="runs"><h2>Runs</h2>${report.trends.map((trend) => runsOf(trend, known))}</section>
${shelfSections(others, () => false)}`,
  });
}

function runsOf({ metric, machine, unit, points }: Trend, known: ReadonlySet<string>): Markup {
  const shown = points.slice(-NEWEST).toReversed();
  const on = machine === null ? '' : ` on ${printable(machine.title)}`;
  const count =
    shown.length === points.length
      ? plural(points.length, 'run')
      : `the newest ${shown.length} of ${points.length} runs`;
  return html`<details><summary>${metric}${on}: ${count}</summary><div class="scroll"><table class="list"><thead><tr><th scope="col">began (UTC)</th><th scope="col">commit</th><th scope="col" class="number">median</th><th scope="col" class="number">trials</th></tr></thead>
<tbody>${shown.map((point) => pointRow(point, unit, known.has(point.run)))}</tbody></table></div></details>
`;
}

function pointRow(
  { run, at, commit, center, n }: HistoryPoint,
  unit: Trend['unit'],
  hasRecord: boolean,
): Markup {
  const when = hasRecord ? html`<a href="${runLink(run)}">${moment(at)}</a>` : moment(at);
  return html`<tr><th scope="row">${when}</th><td><code>${commit?.slice(0, 8) ?? ''}</code></td><td class="number">${formatQuantity(center, unit)}</td><td class="number">${n}</td></tr>
`;
}
