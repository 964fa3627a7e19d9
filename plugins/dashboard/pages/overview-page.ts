import { type collections, display, history, pages } from 'perf-harness/plugin';
import type { ProjectData } from '../cached-dashboard-page-data.ts';
import type { RunBudgets } from '../newest-run-budgets.ts';
import { CHANGE_LINKS, runLink, scenarioLink } from '../page-links.ts';
import { type FilterChoices, filterForm, type TrendFilter, withFilter } from '../trend-filter.ts';
import { collectionSections, runTable, verdictCell } from './document-list-page.ts';
import type { NavigationSections } from './navigation-sections.ts';
import { renderPageLayout } from './page-layout.ts';

const NEWEST = 20;
const CHANGED = 'Changed in the last 7 days, or still open';

export type ListedDocuments = readonly (readonly [string, readonly collections.CollectionRow[]])[];
type RunSource = Pick<ProjectData, 'runIds' | 'runHeads' | 'sections'>;

export interface OverviewContext {
  readonly filter: TrendFilter;
  readonly choices: FilterChoices;
  readonly budgets: readonly RunBudgets[];
  readonly others: ListedDocuments;
  /** Start of the changes that are news, ISO 8601. */
  readonly since: string;
}

export function overviewPage(
  digest: history.HistoryReport,
  data: RunSource,
  { filter, choices, budgets, others, since }: OverviewContext,
): string {
  const facts = history.historyFacts(digest);
  const known = new Set(data.runIds());
  // A run of the year 3000 is no news of this week.
  const isNews = ({ change: { status, since: span } }: history.HistoryChangeFact): boolean =>
    status === 'open' || (span.to >= since && span.to <= digest.to);
  const changes = facts.changes.filter(isNews);
  const hasTrend = nameTest(digest);
  const groups = [...Map.groupBy(facts.trends, ({ trend }) => trend.scenario).values()];
  return renderPageLayout({
    head: {
      ...pages.pageHead(history.historyView(digest)),
      title: 'perf-harness: overview',
    },
    sections: data.sections,
    section: 'overview',
    style: history.TREND_STYLE,
    body: pages.html`${filterForm(filter, choices)}
<section id="scenarios"><h2>Scenarios</h2><ul class="cards">${groups
      .toSorted((a, b) => gravity(b) - gravity(a))
      .map((trends) => scenarioCard(trends, budgets, filter))}</ul></section>
${changes.length === 0 ? pages.html`<p>Nothing changed in the last 7 days.</p>` : pages.blockMarkup(history.changeTable(CHANGED, changes, false, CHANGE_LINKS))}
${scenarioTable('All metrics', facts.trends, (id) => known.has(id), true)}
${recordSections(data, others, hasTrend)}
${pages.findingsSection(facts.footnotes)}
${pages.nextSection(facts.next)}`,
  });
}

/** Returns a test for names of scenarios that the history contains. */
export function nameTest(digest: history.HistoryReport | null): (name: string) => boolean {
  const names = new Set(digest?.trends.map(({ scenario }) => scenario));
  return (name) => names.has(name);
}

function recordSections(
  data: RunSource,
  others: ListedDocuments,
  hasTrend: (name: string) => boolean,
): pages.Markup {
  const heads = data.runHeads(data.runIds().slice(-NEWEST).toReversed());
  return pages.html`${runTable('Newest runs', heads, hasTrend)}
${collectionSections(data.sections, others, hasTrend)}`;
}

/** 1 for a scenario with a change that needs attention. */
function gravity(trends: readonly history.TrendFact[]): number {
  const changes = trends.flatMap(({ trend }) => trend.changes);
  return changes.some(history.needsAttention) ? 1 : 0;
}

/** Card of a scenario: level, chart and last change of its most important trend, and its budgets. */
function scenarioCard(
  [fact]: readonly history.TrendFact[],
  runs: readonly RunBudgets[],
  filter: TrendFilter,
): pages.Markup | null {
  if (fact === undefined) return null;
  const { trend, scenario, metric, machine, now, noise, changes } = fact;
  const budgets = runs.find((run) => run.scenario === trend.scenario)?.budgets ?? [];
  const last = changes.toSorted((a, b) => a.change.index - b.change.index).at(-1);
  return pages.html`<li class="card"><h3><a href="${withFilter(scenarioLink(trend.scenario), filter)}">${scenario}</a></h3>
<p><strong>${now}</strong> ${metric} ${noise} <span class="faint">${machine ?? ''}</span></p>
${history.trendSparkline(trend)}
<p>${last === undefined ? pages.html`<span class="faint">no change in ${display.plural(trend.points.length, 'run')}</span>` : pages.html`<span class="tone-${history.changeTone(last.change)}">${last.change.direction === 'better' ? '▼' : '▲'} ${last.size}</span> <span class="faint">${last.since}; ${last.status}</span>`}</p>
${budgets.map((budget) => {
  const { sign, tone, text } = verdictCell(budget.outcome);
  return pages.html`<p><span class="tone-${tone}"><span aria-hidden="true">${sign}</span> ${text}</span> ${budget.metric} ${budget.limit}</p>`;
})}</li>
`;
}

/** Overview page without the history, while it is being read. The browser reloads it by itself. */
export function loadingPage(data: RunSource, others: ListedDocuments): string {
  const runs = display.plural(data.runIds().length, 'run');
  const sentence = `Loading the history: ${runs} and the stored records of older runs.`;
  return renderPageLayout({
    head: {
      title: 'perf-harness: loading the history',
      sentence,
      sign: '…',
      word: 'Reading',
      tone: 'plain',
    },
    sections: data.sections,
    section: 'overview',
    body: pages.html`<p>This page is loaded again until its trends and changes are there.</p>
${recordSections(data, others, () => false)}`,
  });
}

export function emptyPage(sections: NavigationSections): string {
  const sentence = 'There is no history yet, because no run of this project has been recorded.';
  return renderPageLayout({
    head: { title: 'perf-harness: no runs', sign: '?', word: 'No runs', tone: 'doubt', sentence },
    sections,
    section: 'overview',
    body:
      pages.nextSection({ purpose: 'run a measurement', command: 'perf-harness run' }) ??
      pages.html``,
  });
}

/** Trends with the level of now, a line a metric and kind of machine. */
export function scenarioTable(
  title: string,
  trends: readonly history.TrendFact[],
  hasRecord: (id: string) => boolean,
  isFolded = false,
): pages.Markup | null {
  return pages.blockMarkup(
    display.createTable({
      title,
      isFolded,
      noun: 'trend',
      isStacked: true,
      rows: trends,
      columns: [
        [
          'scenario',
          ({ scenario, trend }) => ({ text: scenario, target: scenarioLink(trend.scenario) }),
        ],
        ['metric', ({ metric }) => metric],
        ['level', ({ now }) => now, 'right'],
        ['noise', ({ noise }) => noise, 'right'],
        ['runs', ({ trend }) => String(trend.points.length), 'right'],
        [
          'last run (UTC)',
          ({ trend }) => {
            const last = trend.points.at(-1);
            if (last === undefined) return '';
            return {
              text: display.formatMoment(last.at),
              target: hasRecord(last.run) ? runLink(last.run) : null,
            };
          },
        ],
        ['machine', ({ machine }) => machine ?? 'all'],
      ],
    }),
  );
}
