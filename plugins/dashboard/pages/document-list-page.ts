import { type collections, display, pages } from 'perf-harness/plugin';
import { documentLink, scenarioName } from '../page-links.ts';
import { findSectionTexts, type NavigationSections } from './navigation-sections.ts';
import { renderPageLayout } from './page-layout.ts';
import { formatMinute } from './run-table.ts';

const GOOD: ReadonlySet<string> = new Set(['pass', 'found', 'completed', 'lower-bound']);
const BAD: ReadonlySet<string> = new Set(['fail', 'failed', 'blocked', 'refused', 'none-kept']);
const SIGNS: Readonly<Record<'good' | 'bad' | 'doubt' | 'plain', string>> = {
  good: '✓',
  bad: '✗',
  doubt: '?',
  plain: '·',
};

/** Renders a collection's documents as a list; if none, the command that creates one. */
export function collectionPage(
  sections: NavigationSections,
  room: string,
  rows: readonly collections.CollectionRow[],
  hasTrend: (scenario: string) => boolean,
): string {
  return listPage(sections, room, rows.length, () => collectionTable(rows, hasTrend));
}

/** Renders a page that lists items of one kind. */
export function listPage(
  sections: NavigationSections,
  section: string,
  count: number,
  body: () => pages.Markup,
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

/**
 * Renders documents as a table, which becomes a list of cards on narrow screens; attributes keep
 * its table roles.
 * @param hasTrend - Returns true where the history contains a scenario of this name.
 */
export function collectionTable(
  rows: readonly collections.CollectionRow[],
  hasTrend: (scenario: string) => boolean,
): pages.Markup {
  const columns = COLUMNS.filter(({ isIn }) => rows.some(isIn));
  return pages.html`<div class="scroll"><table class="list shelf" role="table"><thead role="rowgroup"><tr role="row">${columns.map(({ title }) => pages.html`<th role="columnheader" scope="col">${title === MADE && rows.every(({ at }) => at === null) ? 'name' : title}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows.map(
    (row) => pages.html`<tr role="row">${columns.map(({ cell }) => cell(row, hasTrend))}</tr>
`,
  )}</tbody></table></div>
`;
}

/** Column of the creation time; documents without a time show their identifier there. */
const MADE = 'made (UTC)';

interface Column {
  readonly title: string;
  /** Returns true where a row has a value for the column; empty columns are left out. */
  readonly isIn: (row: collections.CollectionRow) => boolean;
  readonly cell: (
    row: collections.CollectionRow,
    hasTrend: (scenario: string) => boolean,
  ) => pages.Markup;
}

const COLUMNS: readonly Column[] = [
  {
    title: MADE,
    isIn: () => true,
    cell: ({ id, at, collection }) => {
      // Distinguishes documents of the same minute.
      const ending = pages.html` <small>${display.printable(id.replace(/^\d{8}T\d{6,9}Z-?/u, ''))}</small>`;
      const name = at === null ? display.printable(id) : pages.html`${formatMinute(at)}${ending}`;
      const title =
        collection === null
          ? name
          : pages.html`<a href="${documentLink(collection, id)}">${name}</a>`;
      return pages.html`<th role="rowheader" scope="row">${title}</th>`;
    },
  },
  {
    title: 'outcome',
    isIn: ({ verdict }) => verdict !== null,
    cell: ({ verdict }) => pages.html`<td role="cell">${verdictMark(verdict)}</td>`,
  },
  {
    title: 'scenario',
    isIn: ({ scenario }) => scenario !== null,
    cell: ({ scenario }, hasTrend) =>
      pages.html`<td role="cell" class="free">${scenario === null ? '' : scenarioName(scenario, hasTrend)}</td>`,
  },
  {
    title: 'about',
    isIn: ({ about }) => about !== '',
    cell: ({ about }) => pages.html`<td role="cell" class="free">${display.printable(about)}</td>`,
  },
];

/** Verdict as a word with a sign; null where it is unknown. */
export function verdictMark(verdict: string | null): pages.Markup | null {
  if (verdict === null) return null;
  const tone = GOOD.has(verdict) ? 'good' : BAD.has(verdict) ? 'bad' : 'doubt';
  return pages.html`<span class="said tone-${tone}"><span aria-hidden="true">${SIGNS[tone]}</span> ${display.printable(verdict)}</span>`;
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
