import { type collections, display, history, pages } from 'perf-harness/plugin';
import type { ProjectData } from '../cached-dashboard-page-data.ts';
import { scenarioLink } from '../page-links.ts';
import { collectionSections } from './document-list-page.ts';
import type { NavigationSections } from './navigation-sections.ts';
import { renderPageLayout } from './page-layout.ts';
import { runTable } from './run-table.ts';
import { scenarioTable } from './scenario-table.ts';

/** Number of newest runs shown. */
const NEWEST = 20;

/** Overview page: recent and open changes, all scenarios, and the newest runs. */
export function overviewPage(
  digest: history.HistoryReport,
  data: Pick<ProjectData, 'runIds' | 'runHeads' | 'sections'>,
  others: readonly (readonly [string, readonly collections.CollectionRow[]])[],
): string {
  const facts = history.historyFacts(digest);
  const ids = data.runIds();
  const known = new Set(ids);
  const names = new Set(digest.trends.map(({ scenario }) => scenario));
  const title = 'Changed in the last 7 days, or still open';
  return renderPageLayout({
    head: {
      ...pages.renderPageParts(history.historyView(digest)).head,
      title: 'perf-harness: overview',
    },
    sections: data.sections,
    section: 'overview',
    body: pages.html`${facts.changes.length === 0 ? pages.html`<p>Nothing changed in the last 7 days.</p>` : changesSection(title, facts.changes)}
${scenarioTable(facts.trends, (id) => known.has(id))}
${runTable('Newest runs', data.runHeads(ids.slice(-NEWEST).toReversed()), (name) => names.has(name))}
${collectionSections(data.sections, others, (name) => names.has(name))}
${pages.findingsSection(facts.footnotes)}
${pages.nextSection(facts.next)}`,
  });
}

/** Overview page without the history, while it is being read. The browser reloads it by itself. */
export function loadingPage(
  data: Pick<ProjectData, 'runIds' | 'runHeads' | 'sections'>,
  others: readonly (readonly [string, readonly collections.CollectionRow[]])[],
): string {
  const ids = data.runIds();
  const sentence = `Loading the history: ${display.plural(ids.length, 'run')} and the stored records of older runs.`;
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
${runTable('Newest runs', data.runHeads(ids.slice(-NEWEST).toReversed()), () => false)}
${collectionSections(data.sections, others, () => false)}`,
  });
}

/** Page for a project without runs. */
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

/** Changes as a table, each with the way to its scenario. */
function changesSection(
  title: string,
  changes: readonly history.HistoryChangeFact[],
): pages.Markup {
  return pages.html`<section id="changes"><h2>${title}</h2>
<div class="scroll"><table><thead><tr><th scope="col">change</th><th scope="col">scenario</th><th scope="col">metric</th><th scope="col">size</th><th scope="col">since</th><th scope="col">status</th></tr></thead>
<tbody>${changes.map(changeRow)}</tbody></table></div></section>`;
}

function changeRow(fact: history.HistoryChangeFact): pages.Markup {
  const { change, trend, scenario, metric, size, since, status } = fact;
  const tone =
    change.direction === 'better' ? 'good' : history.needsAttention(change) ? 'bad' : 'doubt';
  return pages.html`<tr><th scope="row"><code>${change.id}</code></th><td><a href="${scenarioLink(trend.scenario)}">${scenario}</a></td><td>${metric}</td><td class="tone-${tone}">${size}</td><td>${since}</td><td>${status}</td></tr>
`;
}
