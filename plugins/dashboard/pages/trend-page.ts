import { history, pages } from 'perf-harness/plugin';
import type { RunBudgets } from '../newest-run-budgets.ts';
import { CHANGE_LINKS, runLink } from '../page-links.ts';
import type { TrendFilter } from '../trend-filter.ts';
import { collectionSections } from './document-list-page.ts';
import { type FilterChoices, filterForm } from './filter-form.ts';
import type { NavigationSections } from './navigation-sections.ts';
import type { ListedDocuments } from './overview-page.ts';
import { renderPageLayout } from './page-layout.ts';
import { annotationTable, trendForms } from './trend-change-decision-and-note-forms.ts';

export interface TrendPageContext {
  readonly sections: NavigationSections;
  readonly name: string;
  readonly filter: TrendFilter;
  readonly choices: FilterChoices;
  /** Records that are still there. */
  readonly runIds: readonly string[];
  readonly budgets: readonly RunBudgets[];
  /** Other documents of the scenario. */
  readonly others: ListedDocuments;
  /** Token for forms; null if writing is not allowed. */
  readonly formToken: string | null;
}

/** Renders the trends of a scenario with the runs behind them, then the forms for them. */
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
