import { assertNever } from '../../harness/model/assert-never.ts';
import {
  type Block,
  type CodeBlock,
  type ItemDetail,
  type ListBlock,
  type ListItem,
  type OutcomeSign,
  type ReportPicture,
  SIGN_TONES,
  type TableBlock,
  type TableCell,
  type TableColumn,
  type View,
} from '../format-independent-report-view.ts';
import { limitCodeLines } from '../report-block-builders.ts';
import { plural } from '../text/sentence-parts.ts';
import type { TextTone } from '../text/terminal-text-colors.ts';
import { findingsSection, nextSection } from './findings-and-next-step-sections.ts';
import { html, type Markup } from './html-markup.ts';
import { htmlPage, type PageHead, type PageOptions } from './html-page.ts';

/** Columns from which a text of a cell counts as a sentence. */
const SENTENCE = 30;
/** Sentences side by side need a wider page, and are not squeezed to a word a line; addresses break anywhere. */
const ROOM_STYLE = `
body{max-width:80rem}tr:has(.sentence)>*{vertical-align:top;padding-right:1rem}tr:has(.sentence)>:not(.sentence){overflow-wrap:normal}
.sentence{min-width:13rem;overflow-wrap:anywhere}td ul{margin:.3rem 0;padding-left:1.1rem}
li code{overflow-wrap:anywhere}
`;

export function renderPage(view: View): string {
  const { head, body, ...rest } = renderPageParts(view);
  return htmlPage(head, body, rest);
}

/** A view as the head and body of a page. */
export function renderPageParts(
  view: View,
): { readonly head: PageHead; readonly body: Markup } & PageOptions {
  const { about, blocks, footnotes, next } = view;
  const shown = onThisPage(blocks);
  const pictures = shown.flatMap((block) =>
    block.type === 'chart' ? block : isPicture(block.onPage) ? block.onPage : [],
  );
  const styles = new Set(pictures.flatMap(({ style = [] }) => style));
  const script = pictures.find((picture) => picture.script !== undefined)?.script;
  return {
    head: pageHead(view),
    body: html`${about.length === 0 ? null : html`<p class="faint">${about.join('; ')}</p>`}
${shown.map(blockMarkup)}${findingsSection(footnotes)}
${nextSection(next?.makesPage === true ? null : next)}`,
    style: [...styles, ...(shown.some(needsRoom) ? [ROOM_STYLE] : [])].join(''),
    ...(script !== undefined && { script }),
    ...(pictures.some(({ hasImages }) => hasImages === true) && { hasPictures: true }),
  };
}

/** Header of a view's page. */
export function pageHead({ headline, title }: View): PageHead {
  const { sign, label: word, tone = SIGN_TONES[sign], sentence } = headline;
  return { sign, word, tone, sentence, title: `${word}: ${title}` };
}

/** Returns the blocks of a page, with replacements applied. */
function onThisPage(blocks: readonly Block[]): readonly Block[] {
  return blocks.flatMap((block) => {
    const { onPage } = block;
    if (onPage === null) return [];
    return typeof onPage === 'function' ? onThisPage(onPage()) : [block];
  });
}

function isPicture(onPage: Block['onPage']): onPage is ReportPicture {
  return typeof onPage === 'object' && onPage !== null;
}

function needsRoom(block: Block): boolean {
  if (block.type === 'list') return block.items.some(({ url }) => url !== undefined);
  return block.type === 'table' && block.rows.some((row) => row.filter(isSentence).length > 1);
}

function isSentence(cell: TableCell): boolean {
  if (typeof cell === 'string') return cell.length > SENTENCE;
  return cell.text.length > SENTENCE || (cell.details ?? []).length > 0;
}

/** Markup of a block under its title. */
export function blockMarkup(block: Block): Markup | null {
  const content = contentMarkup(block);
  const { isPart = false, isFolded = false, title = null } = block;
  const id = block.id === undefined ? null : html` id="${block.id}"`;
  if (content === null || block.type === 'chart') return content;
  if (title === null && block.type === 'text')
    return html`${content}
`;
  if (title !== null && isFolded) {
    return html`<details${id}><summary>${signMarkup(block.sign)}${title}</summary>${content}</details>
`;
  }
  const heading = isPart
    ? html`<h3>${signMarkup(block.sign)}${title}</h3>`
    : html`<h2>${signMarkup(block.sign)}${title}</h2>`;
  return html`<section${id}>${title === null ? null : heading}${content}</section>
`;
}

function contentMarkup(block: Block): Markup | null {
  if (isPicture(block.onPage)) return block.onPage.html;
  switch (block.type) {
    case 'text':
      if (block.text === '') return null;
      return html`<p${toneOf(block.tone)}>${block.title === undefined ? signMarkup(block.sign) : null}${block.text}</p>`;
    case 'list':
      return listMarkup(block);
    case 'table':
      return tableMarkup(block);
    case 'chart':
      return block.html;
    case 'code':
      return codeMarkup(block);
    default:
      return assertNever(block);
  }
}

function codeMarkup(block: CodeBlock): Markup | null {
  const { shown, more } = limitCodeLines(block);
  if (shown.length === 0) return null;
  return html`<pre><code>${shown.map((line) => `${line}\n`)}</code></pre>${more === 0 ? null : html`<p class="faint">The JSON report has ${plural(more, 'more command')}.</p>`}`;
}

function toneOf(tone: TextTone = 'plain', ...others: readonly string[]): Markup | null {
  const own = tone === 'plain' || tone === 'strong' ? [] : tone === 'faint' ? tone : `tone-${tone}`;
  const names = [own, others].flat();
  return names.length === 0 ? null : html` class="${names.join(' ')}"`;
}

function listMarkup({ items, isNumbered = false }: ListBlock): Markup | null {
  if (items.length === 0) return null;
  if (items.some(({ details = [] }) => details.length > 0)) {
    return html`${items.map((item, index) => detailedItem(item, isNumbered ? `${index + 1}. ` : ''))}`;
  }
  const list = items.map((item) => html`<li>${itemMarkup(item)}</li>`);
  return isNumbered ? html`<ol>${list}</ol>` : html`<ul>${list}</ul>`;
}

/** Addresses are there to be copied: the page leads nowhere. */
function itemMarkup({ sign, lead, leadTone, text, tone, url }: ListItem): Markup {
  const shown = toneOf(tone) === null ? text : html`<span${toneOf(tone)}>${text}</span>`;
  return html`${signMarkup(sign)}${lead === undefined ? null : html`<strong${toneOf(leadTone)}>${lead}</strong> `}${shown}${url === undefined ? null : html`: <code>${url}</code>`}`;
}

function signMarkup(sign: OutcomeSign | undefined): Markup | null {
  if (sign === undefined) return null;
  return html`<span${toneOf(SIGN_TONES[sign])} aria-hidden="true">${sign}</span> `;
}

function detailedItem(item: ListItem, number: string): Markup {
  return html`<h3>${number}${itemMarkup(item)}</h3>
${detailList(item.details)}
`;
}

function detailList(
  details: readonly ItemDetail[] = [],
  attributes: Markup | null = null,
): Markup | null {
  if (details.length === 0) return null;
  return html`<ul${attributes}>${details.map(({ label, tone, text }) => html`<li${toneOf(tone)}>${label === undefined ? '' : `${label}: `}${text}</li>`)}</ul>`;
}

function tableMarkup(block: TableBlock): Markup | null {
  const { columns, rows, notes = [], isStacked = false } = block;
  if (rows.length === 0) return null;
  // Attributes preserve the roles of a table that is laid out as cards.
  const role = (name: string): Markup | null => (isStacked ? html` role="${name}"` : null);
  const ofCell = (index: number): Markup | null =>
    isStacked && index > 0
      ? html` role="cell" data-title="${columns[index]?.title ?? ''}"`
      : role('rowheader');
  return html`<div class="scroll"><table${isStacked ? html` class="shelf"` : null}${role('table')}><thead${role('rowgroup')}><tr${role('row')}>${columns.map((column) => html`<th${role('columnheader')} scope="col"${alignOf(column)}>${column.title}</th>`)}</tr></thead>
<tbody${role('rowgroup')}>${rows.map((row) => html`<tr${role('row')}>${row.map((cell, index) => cellMarkup(cell, index, columns[index], ofCell(index)))}</tr>\n`)}</tbody></table></div>${notes.map((note) => html`<p class="faint">${note}</p>`)}`;
}

function alignOf({ align }: TableColumn): Markup | null {
  return align === 'right' ? html` class="number"` : null;
}

function cellMarkup(
  cell: TableCell,
  index: number,
  column: TableColumn | undefined,
  role: Markup | null,
): Markup {
  const { sign, text, tone, target, details } = typeof cell === 'string' ? { text: cell } : cell;
  const names = [
    ...(column?.align === 'right' ? ['number'] : []),
    ...(isSentence(cell) ? ['sentence'] : []),
  ];
  const words = column?.isCode === true && text !== '' ? html`<code>${text}</code>` : text;
  const address = target?.startsWith('/') ? target : `#${target}`;
  const plain = target ? html`<a href="${address}">${words}</a>` : words;
  const strong = tone === 'strong' ? html`<strong>${plain}</strong>` : plain;
  const content = html`${signMarkup(sign)}${strong}${detailList(details, text === '' ? null : toneOf('faint'))}`;
  const toneClass = toneOf(tone, ...names);
  return index === 0
    ? html`<th${role} scope="row"${toneClass}>${content}</th>`
    : html`<td${role}${toneClass}>${content}</td>`;
}
