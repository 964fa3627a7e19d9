import { display, history, pages } from 'perf-harness/plugin';
import { DECISIONS_PATH, NOTES_PATH } from '../handle-form-request.ts';
import type { RunBudgets } from '../newest-run-budgets.ts';
import { CHANGE_LINKS, runLink } from '../page-links.ts';
import { type FilterChoices, filterForm, type TrendFilter } from '../trend-filter.ts';
import { collectionSections } from './document-list-page.ts';
import type { NavigationSections } from './navigation-sections.ts';
import type { ListedDocuments } from './overview-page.ts';
import { renderPageLayout } from './page-layout.ts';

export interface TrendPageContext {
  readonly sections: NavigationSections;
  readonly name: string;
  readonly filter: TrendFilter;
  readonly choices: FilterChoices;
  readonly runIds: readonly string[];
  readonly budgets: readonly RunBudgets[];
  readonly others: ListedDocuments;
  /** Token for forms; null if writing is not allowed. */
  readonly formToken: string | null;
}

export function trendPage(
  report: history.HistoryReport,
  { sections, name, filter, choices, runIds, budgets, others, formToken }: TrendPageContext,
): string {
  const { trends, changes, footnotes, next } = history.historyFacts(report);
  const known = new Set(runIds);
  const limits = budgets.find(({ scenario }) => scenario === name);
  return renderPageLayout({
    head: pages.pageHead(history.historyView(report)),
    sections,
    style: history.TREND_STYLE,
    script: history.TREND_READOUT_SCRIPT,
    body: pages.html`${filterForm(filter, choices, name)}
${trends.map((fact) =>
  history.trendSection(fact, {
    limit: limits?.limitOf(fact.trend) ?? null,
    runLink: (run) => (known.has(run) ? runLink(run) : null),
  }),
)}
${pages.blockMarkup(history.changeTable('Changes', changes, false, CHANGE_LINKS))}
${annotationTable(report.trends)}${formToken === null ? null : trendForms(report, name, formToken)}
${collectionSections(sections, others, () => false)}
${pages.findingsSection(footnotes)}
${pages.nextSection(next)}`,
  });
}

/** Decisions available for each status of a change, with the label of the button. */
const CHOICES: Readonly<
  Record<history.HistoryChange['status'], readonly (readonly [string, string])[]>
> = {
  open: [
    ['acknowledged', 'Acknowledge'],
    ['ignored', 'Ignore'],
  ],
  acknowledged: [
    ['ignored', 'Ignore'],
    ['reopened', 'Reopen'],
  ],
  ignored: [
    ['acknowledged', 'Acknowledge'],
    ['reopened', 'Reopen'],
  ],
  fixed: [],
  gain: [],
};

/** Renders the forms of a scenario: decisions about its changes, and notes on its trends. */
function trendForms(report: history.HistoryReport, scenario: string, token: string): pages.Markup {
  const { changes } = history.historyFacts(report);
  // Changes attributed to the change of another metric are decided with it.
  const open = changes.filter(
    ({ change }) => change.same_as === undefined && CHOICES[change.status].length > 0,
  );
  const fields = pages.html`<input type="hidden" name="token" value="${token}"><input type="hidden" name="scenario" value="${scenario}">`;
  return pages.html`<section id="say"><h2>Decide and note</h2>
<p class="faint">It is kept beside the history, with the name that git has of you, and everybody who looks at it sees it.</p>
${open.map(
  ({
    change,
    metric,
    size,
    since,
  }) => pages.html`<form class="asked" method="post" action="${DECISIONS_PATH}">
${fields}<input type="hidden" name="change" value="${change.id}">
<h3>Change <code>${change.id}</code>: ${metric} ${size}</h3><p class="faint">${since}; ${change.status}</p>
<label>Reason <input name="reason" required="" maxlength="500"></label>
<p class="both">${CHOICES[change.status].map(([decision, word]) => pages.html`<button name="decision" value="${decision}">${word}</button> `)}</p></form>
`,
)}
<form class="asked" method="post" action="${NOTES_PATH}">${fields}
<h3>Note beside the trends</h3>
<label>Since a day or a commit <input name="when" required="" maxlength="40" placeholder="2026-01-31 or 1a2b3c4d"></label>
<label>Note <input name="text" required="" maxlength="300"></label>
<p><label class="tick"><input type="checkbox" name="all" value="1"> beside those of all scenarios</label></p>
<p class="both"><button>Add the note</button></p></form></section>
`;
}

/** Table of other changes and notes, once for all metrics: a plot shows them to a pointer only. */
function annotationTable(trends: readonly history.Trend[]): pages.Markup | null {
  const rows = trends.flatMap(({ points, annotations }) =>
    annotations.map(({ index, kind, at, text }) => {
      const point = points[index];
      const since = (at ?? point?.committed_at ?? point?.at ?? '').slice(0, 10);
      return { since, commit: point?.commit?.slice(0, 8) ?? '', kind, text };
    }),
  );
  const once = new Map(rows.map((row) => [`${row.kind} ${row.text}`, row]));
  return pages.blockMarkup(
    display.createTable({
      id: 'beside',
      title: 'Beside the trends',
      noun: 'remark',
      isStacked: true,
      rows: [...once.values()],
      columns: [
        ['since', ({ since }) => since],
        ['what', ({ kind }) => kind],
        ['text', ({ text }) => display.printable(text)],
        ['measured since', ({ commit }) => commit, 'code'],
      ],
    }),
  );
}
