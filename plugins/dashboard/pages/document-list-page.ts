import { type collections, display, pages, type records } from 'perf-harness/plugin';
import type { ProjectData } from '../cached-dashboard-page-data.ts';
import type { RunBudgets } from '../newest-run-budgets.ts';
import { documentLink, runLink, scenarioCell } from '../page-links.ts';
import { findSectionTexts, type NavigationSections } from './navigation-sections.ts';
import { renderPageLayout } from './page-layout.ts';

const GOOD: ReadonlySet<string> = new Set(['pass', 'met', 'found', 'completed', 'lower-bound']);
const BAD: ReadonlySet<string> = new Set([
  'fail',
  'missed',
  'unmeasured',
  'failed',
  'blocked',
  'refused',
  'none-kept',
]);

/** Renders a collection's documents as a list; if none, the command that creates one. */
export function collectionPage(
  sections: NavigationSections,
  room: string,
  rows: readonly collections.CollectionRow[],
  hasTrend: (scenario: string) => boolean,
): string {
  return listPage(sections, room, rows.length, () => collectionTable(rows, hasTrend));
}

function listPage(
  sections: NavigationSections,
  section: string,
  count: number,
  body: () => pages.Markup | null,
): string {
  const words = findSectionTexts(sections, section);
  const shown =
    count === 0
      ? (pages.nextSection({ purpose: words.purpose, command: words.command }) ?? pages.html``)
      : pages.html`<p>${words.about}</p>${body()}`;
  return renderPageLayout({ head: headOf(words, count), body: shown, sections, section });
}

function headOf(
  { title, none, nouns }: collections.CollectionLabels,
  count: number,
): pages.PageHead {
  const name = `perf-harness: ${title.toLowerCase()}`;
  if (count === 0) {
    return { title: name, sign: '?', word: 'None', tone: 'doubt', sentence: none };
  }
  const sentence = `${display.plural(count, ...nouns)} in this project.`;
  return { title: name, sign: '●', word: title, tone: 'plain', sentence };
}

export function collectionTable(
  rows: readonly collections.CollectionRow[],
  hasTrend: (scenario: string) => boolean,
): pages.Markup | null {
  const isDated = rows.some(({ at }) => at !== null);
  return pages.blockMarkup(
    display.createTable<collections.CollectionRow>({
      noun: 'document',
      isStacked: true,
      rows,
      columns: [
        [isDated ? 'made (UTC)' : 'name', documentCell],
        rows.some(({ verdict }) => verdict !== null) && [
          'outcome',
          ({ verdict }) => (verdict === null ? '' : verdictCell(verdict)),
        ],
        rows.some(({ scenario }) => scenario !== null) && [
          'scenario',
          ({ scenario }) => (scenario === null ? '' : scenarioCell(scenario, hasTrend)),
        ],
        rows.some(({ about }) => about !== '') && [
          'about',
          ({ about }) => display.printable(about),
        ],
      ],
    }),
  );
}

/** Creation time of a document, with what distinguishes those of one minute; without, its name. */
function documentCell({ id, at, collection }: collections.CollectionRow) {
  const ending = id.replace(/^\d{8}T\d{6,9}Z-?/u, '');
  return {
    text: display.printable(at === null ? id : `${display.formatMoment(at)} ${ending}`.trim()),
    target: collection === null ? null : documentLink(collection, id),
  };
}

export function verdictCell(verdict: string) {
  const text = display.printable(verdict);
  if (GOOD.has(verdict)) return { sign: '✓', text, tone: 'good' } as const;
  if (BAD.has(verdict)) return { sign: '✗', text, tone: 'bad' } as const;
  return { sign: '?', text, tone: 'doubt' } as const;
}

/** Sections of documents from the collections; empty collections are omitted. */
export function collectionSections(
  sections: NavigationSections,
  found: readonly (readonly [string, readonly collections.CollectionRow[]])[],
  hasTrend: (scenario: string) => boolean,
): readonly pages.Markup[] {
  return found
    .filter(([, rows]) => rows.length > 0)
    .map(
      ([room, rows]) =>
        pages.html`<section id="${room}"><h2>${findSectionTexts(sections, room).title} <small>${display.plural(rows.length, ...findSectionTexts(sections, room).nouns)}</small></h2>${collectionTable(rows, hasTrend)}</section>
`,
    );
}

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

/** Number of runs listed; the search finds the others. */
const MAX_RUNS = 200;

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

const GRAVITY = { pass: 0, inconclusive: 1, fail: 2 } as const;

/** Page of the budget results of each scenario in its newest run, exceeded budgets first. */
export function budgetsPage(
  sections: NavigationSections,
  runs: readonly RunBudgets[],
  hasTrend: (scenario: string) => boolean,
): string {
  const judged = runs.filter(({ budgets }) => budgets.length > 0);
  const without = runs.filter(({ budgets }) => budgets.length === 0);
  const rows = judged
    .toSorted((a, b) => GRAVITY[b.verdict] - GRAVITY[a.verdict])
    .flatMap((run) => run.budgets.map((budget) => ({ run, budget })));
  return listPage(
    sections,
    'budgets',
    judged.length,
    () =>
      pages.html`${pages.blockMarkup(
        display.createTable({
          noun: 'budget',
          isStacked: true,
          rows,
          columns: [
            ['scenario', ({ run }) => scenarioCell(run.scenario, hasTrend)],
            ['outcome', ({ budget }) => verdictCell(budget.outcome)],
            ['budget', ({ budget }) => `${budget.metric} ${budget.limit}`],
            ['value', ({ budget }) => budget.value, 'right'],
            ['distance', ({ budget }) => budget.distance],
            [
              'run (UTC)',
              ({ run: { id, startedAt } }) => ({
                text: display.formatMoment(startedAt),
                target: runLink(id),
              }),
            ],
          ],
        }),
      )}${pages.blockMarkup({
        type: 'list',
        title: 'Without a budget',
        noun: 'scenario',
        isFolded: true,
        items: without.map(({ scenario }) => ({ text: display.printable(scenario) })),
      })}`,
  );
}
