import { assertNever } from '../../harness/model/assert-never.ts';
import type { Tone } from '../text/paint.ts';
import type { Block, Item, ListBlock, TableBlock, TableCell, View } from '../view.ts';
import { findingsSection, nextSection } from './closing.ts';
import { html, type Markup } from './markup.ts';
import type { PageHead, PageOptions } from './page.ts';

/** A view as the head and body of a page. */
export function viewPage(
  view: View,
): { readonly head: PageHead; readonly body: Markup } & PageOptions {
  const { headline, title, about, blocks, footnotes, next } = view;
  const { sign, label: word, tone, sentence } = headline;
  const charts = blocks.filter((block) => block.type === 'chart');
  const styles = new Set(charts.flatMap(({ style = [] }) => style));
  const script = charts.find((chart) => chart.script !== undefined)?.script;
  return {
    head: { sign, word, tone, sentence, title: `${word}: ${title}` },
    body: html`${about.length === 0 ? null : html`<p class="faint">${about.join('; ')}</p>`}
${blocks.map(blockMarkup)}${findingsSection(footnotes)}
${nextSection(next)}`,
    style: [...styles].join(''),
    ...(script !== undefined && { script }),
  };
}

function blockMarkup(block: Block): Markup | null {
  switch (block.type) {
    case 'text':
      return html`<p${toneOf(block.tone)}>${block.text}</p>
`;
    case 'list':
      return listMarkup(block);
    case 'table':
      return tableMarkup(block);
    case 'chart':
      return block.html;
    case 'code':
      if (block.lines.length === 0) return null;
      return section(
        block.title,
        html`<pre><code>${block.lines.map((line) => `${line}\n`)}</code></pre>`,
      );
    default:
      return assertNever(block);
  }
}

function section(title: string | null, content: Markup): Markup {
  return html`<section>${title === null ? null : html`<h2>${title}</h2>`}${content}</section>
`;
}

function toneOf(tone: Tone = 'plain'): Markup | null {
  if (tone === 'plain' || tone === 'strong') return null;
  return tone === 'faint' ? html` class="faint"` : html` class="tone-${tone}"`;
}

/** Items with details get a heading of their own; others stand in one list. */
function listMarkup({ title, items, isNumbered = false }: ListBlock): Markup | null {
  if (items.length === 0) return null;
  const hasDetails = items.some(({ details = [] }) => details.length > 0);
  if (hasDetails) {
    return section(
      title,
      html`${items.map((item, index) => detailedItem(item, isNumbered ? `${index + 1}. ` : ''))}`,
    );
  }
  const list = items.map((item) => html`<li>${leadMarkup(item)}${item.text}</li>`);
  return section(title, isNumbered ? html`<ol>${list}</ol>` : html`<ul>${list}</ul>`);
}

function leadMarkup({ lead, leadTone }: Item): Markup | null {
  return lead === undefined ? null : html`<strong${toneOf(leadTone)}>${lead}</strong> `;
}

function detailedItem(item: Item, number: string): Markup {
  const { text, details = [] } = item;
  return html`<h3>${number}${leadMarkup(item)}${text}</h3>
${details.length === 0 ? null : html`<ul>${details.map(({ label, tone, text: detail }) => html`<li${toneOf(tone)}>${label === undefined ? '' : `${label}: `}${detail}</li>`)}</ul>`}
`;
}

function tableMarkup({ title, columns, rows }: TableBlock): Markup | null {
  if (rows.length === 0) return null;
  return section(
    title,
    html`<div class="scroll"><table><thead><tr>${columns.map((column) => html`<th scope="col">${column.title}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell, index) => cellMarkup(cell, index, columns[index]?.isCode === true))}</tr>`)}</tbody></table></div>`,
  );
}

function cellMarkup(cell: TableCell, index: number, isCode: boolean): Markup {
  const { text, tone } = typeof cell === 'string' ? { text: cell, tone: 'plain' as const } : cell;
  const content = isCode && text !== '' ? html`<code>${text}</code>` : text;
  if (index === 0) return html`<th scope="row"${toneOf(tone)}>${content}</th>`;
  return html`<td${toneOf(tone)}>${content}</td>`;
}
