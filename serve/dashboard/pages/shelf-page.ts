import type { CollectionWords } from '../../../registry/collection.ts';
import { nextSection } from '../../../reports/html/closing.ts';
import { html, type Markup } from '../../../reports/html/markup.ts';
import type { PageHead } from '../../../reports/html/page.ts';
import { plural } from '../../../reports/text/plural.ts';
import { printable } from '../../../reports/text/printable.ts';
import type { Headline } from '../../../reports/view.ts';
import { documentLink, scenarioLink } from '../links.ts';
import type { Room, ShelfRow } from '../shelves/shelf.ts';
import { type Section, wordsOf } from './rooms.ts';
import { moment } from './run-table.ts';
import { surrounded } from './surround.ts';

const GOOD: ReadonlySet<string> = new Set(['pass', 'found', 'completed', 'lower-bound']);
const BAD: ReadonlySet<string> = new Set(['fail', 'failed', 'blocked', 'refused', 'none-kept']);
const SIGNS: Readonly<Record<Headline['tone'], string>> = {
  good: '✓',
  bad: '✗',
  doubt: '?',
  plain: '·',
};

/** The documents of a kind as a list; where there is none, the command that makes one. */
export function shelfPage(
  room: Room,
  rows: readonly ShelfRow[],
  hasTrend: (scenario: string) => boolean,
): string {
  return listPage(room, rows.length, () => shelfTable(rows, hasTrend));
}

/** A page that lists things of one kind. */
export function listPage(section: Section, count: number, body: () => Markup): string {
  const words = wordsOf(section);
  const shown =
    count === 0
      ? (nextSection({ purpose: words.purpose, command: words.command }) ?? html``)
      : html`<p>${words.about}</p>${body()}`;
  return surrounded({ head: headOf(words, count), body: shown, section });
}

function headOf({ title, none, nouns }: CollectionWords, count: number): PageHead {
  const name = `perf-harness: ${title.toLowerCase()}`;
  if (count === 0) {
    return { title: name, sign: '?', word: 'None', tone: 'doubt', sentence: none };
  }
  const sentence = `${plural(count, ...nouns)} of this project.`;
  return { title: name, sign: '●', word: title, tone: 'plain', sentence };
}

/**
 * Documents as a table, which becomes a list of cards where it is narrow: its roles stay, by attributes.
 * @param hasTrend - Whether the history knows a scenario of this name.
 */
export function shelfTable(
  rows: readonly ShelfRow[],
  hasTrend: (scenario: string) => boolean,
): Markup {
  const columns = COLUMNS.filter(({ isIn }) => rows.some(isIn));
  return html`<div class="scroll"><table class="list shelf" role="table"><thead role="rowgroup"><tr role="row">${columns.map(({ title }) => html`<th role="columnheader" scope="col">${title === MADE && rows.every(({ at }) => at === null) ? 'name' : title}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows.map(
    (row) => html`<tr role="row">${columns.map(({ cell }) => cell(row, hasTrend))}</tr>
`,
  )}</tbody></table></div>
`;
}

/** Of what has no moment, its name stands there. */
const MADE = 'made (UTC)';

interface Column {
  readonly title: string;
  /** A column of which no row has anything is left out. */
  readonly isIn: (row: ShelfRow) => boolean;
  readonly cell: (row: ShelfRow, hasTrend: (scenario: string) => boolean) => Markup;
}

const COLUMNS: readonly Column[] = [
  {
    title: MADE,
    isIn: () => true,
    cell: ({ id, at, room }) => {
      // What tells two of the same minute apart.
      const ending = html` <small>${printable(id.replace(/^\d{8}T\d{6,9}Z-?/u, ''))}</small>`;
      const name = at === null ? printable(id) : html`${moment(at)}${ending}`;
      const title = room === null ? name : html`<a href="${documentLink(room, id)}">${name}</a>`;
      return html`<th role="rowheader" scope="row">${title}</th>`;
    },
  },
  {
    title: 'outcome',
    isIn: ({ verdict }) => verdict !== null,
    cell: ({ verdict }) => html`<td role="cell">${verdictMark(verdict)}</td>`,
  },
  {
    title: 'scenario',
    isIn: ({ scenario }) => scenario !== null,
    cell: ({ scenario }, hasTrend) => {
      const name = printable(scenario ?? '');
      const isLinked = scenario !== null && hasTrend(scenario);
      return html`<td role="cell" class="free">${isLinked ? html`<a href="${scenarioLink(scenario)}">${name}</a>` : name}</td>`;
    },
  },
  {
    title: 'about',
    isIn: ({ about }) => about !== '',
    cell: ({ about }) => html`<td role="cell" class="free">${printable(about)}</td>`,
  },
];

/** What came of something, in a word with a sign; nothing where it is not known. */
export function verdictMark(verdict: string | null): Markup | null {
  if (verdict === null) return null;
  const tone = GOOD.has(verdict) ? 'good' : BAD.has(verdict) ? 'bad' : 'doubt';
  return html`<span class="said tone-${tone}"><span aria-hidden="true">${SIGNS[tone]}</span> ${printable(verdict)}</span>`;
}

/** What of other kinds there is of a scenario; nothing for none. */
export function shelfSections(
  found: readonly (readonly [Room, readonly ShelfRow[]])[],
  hasTrend: (scenario: string) => boolean,
): readonly Markup[] {
  return found
    .filter(([, rows]) => rows.length > 0)
    .map(
      ([room, rows]) =>
        html`<section id="${room}"><h2>${wordsOf(room).title} <small>${plural(rows.length, ...wordsOf(room).nouns)}</small></h2>${shelfTable(rows, hasTrend)}</section>
`,
    );
}
