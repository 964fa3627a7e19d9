import { assertNever } from '../../harness/model/assert-never.ts';
import {
  type Footnote,
  formatNoteTexts,
  groupSameFootnotes,
} from '../display-facts/collect-finding-footnotes.ts';
import type {
  Block,
  CodeBlock,
  Headline,
  ItemDetail,
  ListBlock,
  ListItem,
  OutcomeSign,
  TableBlock,
  TableCell,
  TableColumn,
  TextBlock,
  View,
} from '../format-independent-report-view.ts';
import { limitCodeLines } from '../report-block-builders.ts';
import type { NextStep } from '../suggested-next-step.ts';
import { plural } from '../text/sentence-parts.ts';
import type { TextTone } from '../text/terminal-text-colors.ts';
import { cellCode, codeBlock, escapeHtml, escapeMarkdown } from './escape-markdown.ts';

const EMOJI: Readonly<Record<OutcomeSign, string>> = {
  '✓': '✅',
  '✗': '❌',
  '?': '❔',
  '=': '🟰',
  '!': '⚠️',
  '+': '🆕',
  '●': '🔵',
  '≥': '📈',
  '…': '⏳',
};

/** Numbers with their units, such as `1.2 … 1.4 ms`. */
const NUMBER = /^[-+±×\d][\d.,…%±×+→a-zµ/ -]{0,23}$/iu;

/** Renders a view as Markdown blocks, the lines between blank lines; empty blocks have none. */
export function renderViewMarkdown(view: View): readonly (readonly string[])[] {
  const { headline, about, blocks, footnotes, next } = view;
  return [
    [renderHeadlineMarkdown(headline)],
    [escapeMarkdown(headline.sentence)],
    about.length === 0 ? [] : [about.map(escapeMarkdown).join('; ')],
    ...blocks.flatMap((block) => {
      const { open, lines, close } = renderBlockMarkdown(block);
      return lines.length === 0 ? [] : [open, lines, close];
    }),
    renderMarkdownFootnotes(footnotes),
    renderMarkdownNextStep(next),
  ];
}

export function renderMarkdown(view: View): string {
  return joinBlocks(renderViewMarkdown(view));
}

/** Joins blocks with blank lines between them; empty blocks are left out. */
export function joinBlocks(blocks: readonly (readonly string[])[]): string {
  const filled = blocks.filter((block) => block.length > 0);
  return `${filled.map((block) => block.join('\n')).join('\n\n')}\n`;
}

export function renderHeadlineMarkdown({ sign, label, heading = label }: Headline): string {
  return `### ${EMOJI[sign]} ${heading}`;
}

/** Renders a block's lines and those around for title and folding; pictures have none. */
export function renderBlockMarkdown(
  block: Block,
): Readonly<Record<'open' | 'lines' | 'close', readonly string[]>> {
  const { isPart = false, isFolded = false, title } = block;
  const lines = contentMarkdown(block);
  const mark = block.sign === undefined ? '' : `${EMOJI[block.sign]} `;
  if (title === undefined) return { open: [], lines, close: [] };
  return isFolded
    ? {
        open: ['<details>', `<summary>${mark}${escapeHtml(title)}</summary>`],
        lines,
        close: ['</details>'],
      }
    : { open: [`${isPart ? '#####' : '####'} ${mark}${escapeMarkdown(title)}`], lines, close: [] };
}

function contentMarkdown(block: Block): readonly string[] {
  switch (block.type) {
    case 'text':
      return block.text === '' ? [] : [`${textMark(block)}${escapeMarkdown(block.text)}`];
    case 'list':
      return renderItemsMarkdown(block).flat();
    case 'table':
      return tableMarkdown(block);
    case 'chart':
      return [];
    case 'code':
      return codeMarkdown(block);
    default:
      return assertNever(block);
  }
}

function textMark({ sign, title }: TextBlock): string {
  return sign === undefined || title !== undefined ? '' : `${EMOJI[sign]} `;
}

function codeMarkdown(block: CodeBlock): readonly string[] {
  const { shown, more } = limitCodeLines(block);
  if (shown.length === 0) return [];
  const rest = more === 0 ? [] : ['', `The JSON report lists ${plural(more, 'more command')}.`];
  return [...codeBlock(shown, block.language), ...rest];
}

export function renderItemsMarkdown({
  items,
  isNumbered = false,
}: ListBlock): readonly (readonly string[])[] {
  return items.map((item, index) => itemMarkdown(item, isNumbered ? `${index + 1}.` : '-'));
}

function itemMarkdown(
  { sign, lead, text, url, details = [] }: ListItem,
  bullet: string,
): readonly string[] {
  const mark = sign === undefined ? '' : `${EMOJI[sign]} `;
  const strong = lead === undefined ? '' : `**${escapeMarkdown(lead)}** `;
  const indent = ' '.repeat(bullet.length + 1);
  return [
    `${bullet} ${mark}${strong}${escapeMarkdown(text)}${url === undefined ? '' : `: ${linkOf(url)}`}`,
    ...details.map((detail) => `${indent}- ${detailMarkdown(detail)}`),
  ];
}

function detailMarkdown({ label, text, tone }: ItemDetail): string {
  return `${label === undefined ? '' : `${escapeMarkdown(label)}: `}${textMarkdown(text, false, tone)}`;
}

/** A link to a web address; any other address is plain text. */
function linkOf(url: string): string {
  return /^https?:\/\/[\w.~:/?#@!$&'()*+,;=%-]+$/u.test(url) ? `<${url}>` : escapeMarkdown(url);
}

function tableMarkdown(table: TableBlock): readonly string[] {
  const { notes = [] } = table;
  const lines = renderRowsMarkdown(table);
  return lines.length === 0 || notes.length === 0 ? lines : [...lines, '', notesMarkdown(notes)];
}

/** Renders the rows of a table with its head; empty without rows. Numbers are right-aligned. */
export function renderRowsMarkdown({ columns, rows }: TableBlock): readonly string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ title }) => escapeMarkdown(title))),
    line(columns.map(({ align }) => (align === 'right' ? '---:' : '---'))),
    ...rows.map((row) => line(row.map((cell, index) => cellMarkdown(cell, columns[index])))),
  ];
}

function notesMarkdown(notes: readonly string[]): string {
  return notes.map(escapeMarkdown).join('<br>');
}

function cellMarkdown(cell: TableCell, column: TableColumn = { title: '' }): string {
  const { sign, text, tone, details = [] } = typeof cell === 'string' ? { text: cell } : cell;
  const mark = sign === undefined ? [] : [EMOJI[sign]];
  const words = text === '' ? [] : [textMarkdown(text, column.isCode === true, tone)];
  const first = [...mark, ...words].join(' ');
  const shown = column.align === 'right' && NUMBER.test(text) ? unbroken(first) : first;
  return [...(first === '' ? [] : [shown]), ...details.map(detailMarkdown)].join('<br>');
}

/** Keeps a number and its unit together, however narrow the column. */
function unbroken(text: string): string {
  return text.replaceAll(' ', '\u00a0');
}

function textMarkdown(text: string, isCode: boolean, tone?: TextTone): string {
  if (isCode && text !== '') return cellCode(text);
  return tone === 'strong' && text !== '' ? `**${escapeMarkdown(text)}**` : escapeMarkdown(text);
}

/** Renders findings as a numbered list with remedies; findings of one check share an item. */
export function renderMarkdownFootnotes(footnotes: readonly Footnote[]): readonly string[] {
  return groupSameFootnotes(footnotes).map((alike) => {
    const [first, ...others] = alike.map(noteMarkdown);
    const bullet = `${alike[0]?.number}.`;
    const indent = ' '.repeat(bullet.length + 1);
    return [
      `${bullet} **${alike[0]?.level}**: ${first}`,
      ...others.map((note) => `${indent}- ${note}`),
    ].join('\n');
  });
}

function noteMarkdown(note: Footnote): string {
  const { text, todo } = formatNoteTexts(note);
  return `${escapeMarkdown(text)}${todo === null ? '' : ` _${escapeMarkdown(todo)}_`}`;
}

export function renderMarkdownNextStep(next: NextStep | null): readonly string[] {
  if (next === null) return [];
  return [`Next, to ${escapeMarkdown(next.purpose)}:`, '', ...codeBlock([next.command], 'sh')];
}
