import { display, history, pages } from 'perf-harness/plugin';
import type { ProjectData } from '../cached-dashboard-page-data.ts';
import { collectionSections, runTable } from './document-list-page.ts';
import { type ListedDocuments, nameTest, scenarioTable } from './overview-page.ts';
import { renderPageLayout } from './page-layout.ts';

const MAX_RESULTS = 50;
const SHORTEST_COMMIT = 4;

/** Searches scenarios and metrics by name parts, runs by commit, documents by id and list text. */
export function searchPage(
  words: string,
  digest: history.HistoryReport | null,
  data: Pick<ProjectData, 'runIds' | 'runHeads' | 'sections'>,
  others: ListedDocuments,
): string {
  const sought = words.toLowerCase();
  const fits = (text: string): boolean => text.toLowerCase().includes(sought);
  const trends = (digest === null ? [] : history.historyFacts(digest).trends).filter(
    ({ trend }) => fits(trend.scenario) || fits(trend.metric),
  );
  const ids = data.runIds();
  const ofCommit = new Set(runsOfCommit(digest, sought));
  const runs = ids.filter((id) => fits(id) || ofCommit.has(id)).toReversed();
  const documents = others.map(([room, rows]) => {
    const fitting = rows.filter(({ id, scenario, about }) =>
      [id, scenario ?? '', about].some(fits),
    );
    return [room, fitting.slice(0, MAX_RESULTS)] as const;
  });
  const count = documents.reduce((sum, [, rows]) => sum + rows.length, 0);
  const hasTrend = nameTest(digest);
  const known = new Set(ids);
  const found = trends.length + runs.length + count;
  return renderPageLayout(
    {
      sections: data.sections,
      head: {
        title: 'perf-harness: search',
        sign: found === 0 ? '?' : '✓',
        word: found === 0 ? 'Nothing' : 'Found',
        tone: found === 0 ? 'doubt' : 'plain',
        sentence: `“${display.printable(words)}” appears in ${display.plural(trends.length, 'trend')}, ${display.plural(runs.length, 'run')} and ${display.plural(count, 'other document')}.`,
      },
      body: pages.html`${found === 0 ? pages.html`<p>Names of scenarios and metrics, identifiers and the beginnings of commits are looked through.</p>` : null}
${scenarioTable('Trends', trends.slice(0, MAX_RESULTS), (id) => known.has(id))}
${runTable('Runs', data.runHeads(runs.slice(0, MAX_RESULTS)), hasTrend)}
${collectionSections(data.sections, documents, hasTrend)}`,
    },
    words,
  );
}

function runsOfCommit(digest: history.HistoryReport | null, sought: string): readonly string[] {
  if (digest === null || sought.length < SHORTEST_COMMIT) return [];
  return digest.trends.flatMap(({ points }) =>
    points.filter(({ commit }) => commit?.startsWith(sought) === true).map(({ run }) => run),
  );
}
