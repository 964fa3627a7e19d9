import { type collections, display, type history, pages } from 'perf-harness/plugin';
import { runLink } from '../page-links.ts';
import { collectionSections } from './document-list-page.ts';
import type { NavigationSections } from './navigation-sections.ts';
import { renderPageLayout } from './page-layout.ts';
import { formatMinute } from './run-table.ts';
import { annotationTable, trendForms } from './trend-change-decision-and-note-forms.ts';

/** Number of runs listed for a trend. */
const NEWEST = 50;

/** Context of the trends of a scenario. */
export interface TrendPageContext {
  readonly sections: NavigationSections;
  readonly name: string;
  /** Records that are still there. */
  readonly runIds: readonly string[];
  /** Other documents of the scenario, by section. */
  readonly others: readonly (readonly [string, readonly collections.CollectionRow[]])[];
  /** Token for forms; null if writing is not allowed. */
  readonly formToken: string | null;
}

/** Renders the trends of a scenario, the forms for them, then the runs behind them. */
export function trendPage(
  report: history.HistoryReport,
  { sections, name, runIds, others, formToken }: TrendPageContext,
): string {
  const { body, ...rest } = pages.renderPageParts(pages.createView(report));
  const known = new Set(runIds);
  return renderPageLayout({
    ...rest,
    sections,
    body: pages.html`${body}
${annotationTable(report.trends)}${formToken === null ? null : trendForms(report, name, formToken)}
<section id="runs"><h2>Runs</h2>${report.trends.map((trend) => runsOf(trend, known))}</section>
${collectionSections(sections, others, () => false)}`,
  });
}

function runsOf(
  { metric, machine, unit, points }: history.Trend,
  known: ReadonlySet<string>,
): pages.Markup {
  const shown = points.slice(-NEWEST).toReversed();
  const on = machine === null ? '' : ` on ${display.printable(machine.title)}`;
  const count =
    shown.length === points.length
      ? display.plural(points.length, 'run')
      : `the newest ${shown.length} of ${points.length} runs`;
  return pages.html`<details><summary>${metric}${on}: ${count}</summary><div class="scroll"><table class="list"><thead><tr><th scope="col">began (UTC)</th><th scope="col">commit</th><th scope="col" class="number">median</th><th scope="col" class="number">trials</th></tr></thead>
<tbody>${shown.map((point) => pointRow(point, unit, known.has(point.run)))}</tbody></table></div></details>
`;
}

function pointRow(
  { run, at, commit, center, n }: history.HistoryPoint,
  unit: history.Trend['unit'],
  hasRecord: boolean,
): pages.Markup {
  const when = hasRecord
    ? pages.html`<a href="${runLink(run)}">${formatMinute(at)}</a>`
    : formatMinute(at);
  return pages.html`<tr><th scope="row">${when}</th><td><code>${commit?.slice(0, 8) ?? ''}</code></td><td class="number">${display.formatQuantity(center, unit)}</td><td class="number">${n}</td></tr>
`;
}
