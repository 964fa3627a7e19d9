import {
  type Block,
  type ChartBlock,
  type CodeBlock,
  type ListBlock,
  type ListItem,
  SIGN_TONES,
  type TableBlock,
  type TableCell,
  type View,
} from '../format-independent-report-view.ts';
import { limitCodeLines } from '../report-block-builders.ts';
import { displayWidth, splitAtWidth, truncateMiddle } from '../text/display-width.ts';
import type { Cell } from '../text/lay-out-text-table.ts';
import { plural } from '../text/sentence-parts.ts';
import { sparkline } from './sparkline.ts';
import { formatTerminalFootnotes, formatTerminalNextStep } from './terminal-footnotes.ts';
import type { TerminalPage } from './terminal-page-layout.ts';

/** Widest sparkline, columns. */
const LINE = 60;

export function renderViewLines(view: View, page: TerminalPage): readonly string[] {
  const { headline, about, blocks, footnotes, next } = view;
  const { tone = SIGN_TONES[headline.sign] } = headline;
  const badge = `${headline.sign} ${headline.label.toUpperCase()}`;
  const parts = [
    [
      ...page.paragraph(headline.sentence, {
        first: `${badge}  `,
        firstTone: tone === 'plain' ? 'strong' : tone,
      }),
      ...about.flatMap((text) => page.paragraph(text, { first: '  ', tone: 'faint' })),
    ],
    ...shownLines(blocks, page),
    elsewhereLines(blocks, page),
    formatTerminalFootnotes(footnotes, page),
    formatTerminalNextStep(next, page),
  ];
  return joined(parts);
}

/**
 * Renders the lines that a view adds to an earlier state of it: further blocks and notes, and the
 * next step. They follow the earlier lines.
 */
export function renderRemainingLines(
  view: View,
  earlier: View,
  page: TerminalPage,
): readonly string[] {
  const printedBlocks = new Set(shownLines(earlier.blocks, page).map((lines) => lines.join('\n')));
  const printedNotes = new Set(earlier.footnotes.map(({ id, message }) => `${id} ${message}`));
  return joined([
    ...shownLines(view.blocks, page).filter((lines) => !printedBlocks.has(lines.join('\n'))),
    formatTerminalFootnotes(
      view.footnotes.filter(({ id, message }) => !printedNotes.has(`${id} ${message}`)),
      page,
    ),
    formatTerminalNextStep(view.next, page),
  ]);
}

/** Joins parts with blank lines between; empty parts are left out. */
function joined(parts: readonly (readonly string[])[]): readonly string[] {
  const filled = parts.filter((part) => part.length > 0);
  return filled.flatMap((part, index) => (index === 0 ? part : ['', ...part]));
}

function shownLines(blocks: readonly Block[], page: TerminalPage): readonly (readonly string[])[] {
  return blocks
    .filter((block) => isShown(block, page))
    .map((block) => renderBlockLines(block, page));
}

function isShown({ weight }: Block, { isVerbose }: TerminalPage): boolean {
  return weight !== 'file' && (isVerbose || weight !== 'verbose');
}

/** Titles of blocks that a terminal is too narrow or too short for. */
function elsewhereLines(blocks: readonly Block[], page: TerminalPage): readonly string[] {
  const titles = blocks
    .filter(({ isPart }) => isPart !== true)
    .filter((block) => !isShown(block, page) && renderBlockLines(block, page).length > 0)
    .flatMap(({ title = [] }) => title);
  if (titles.length === 0) return [];
  return page.paragraph(
    `${titles.join('; ')}: available with --reporter markdown=report.md, html or json.`,
  );
}

export function renderBlockLines(block: Block, page: TerminalPage): readonly string[] {
  if (block.inTerminal !== undefined) return joined(shownLines(block.inTerminal, page));
  switch (block.type) {
    case 'text':
      if (block.text === '') return [];
      return [
        ...titleLines(block, page),
        ...page.paragraph(block.text, {
          first: block.title === undefined && block.sign !== undefined ? `${block.sign} ` : '',
          tone: block.tone ?? 'plain',
        }),
      ];
    case 'list':
      return listLines(block, page);
    case 'table':
      return tableLines(block, page);
    case 'chart':
      return chartLines(block, page);
    case 'code':
      return codeLines(block, page);
  }
}

function codeLines(block: CodeBlock, page: TerminalPage): readonly string[] {
  const { shown, more } = limitCodeLines(block);
  if (shown.length === 0) return [];
  return [
    ...titleLines(block, page),
    ...shown.flatMap((line) => fitCodeLine(line, block, page.width - 2)).map((line) => `  ${line}`),
    ...(more === 0
      ? []
      : page.paragraph(`The JSON report lists ${plural(more, 'more command')}.`, {
          tone: 'faint',
        })),
  ];
}

/** A command is there to be copied, so it is never broken. */
function isCommand({ language }: CodeBlock): boolean {
  return language === 'sh';
}

function fitCodeLine(line: string, block: CodeBlock, width: number): readonly string[] {
  if (isCommand(block)) return [line];
  if (block.isWhole !== true) return [truncateMiddle(line, width)];
  const [head, tail] = splitAtWidth(line, width);
  return head === '' || tail === '' ? [line] : [head, ...fitCodeLine(tail, block, width)];
}

function titleLines(block: Block, page: TerminalPage): readonly string[] {
  const { sign, title } = block;
  if (title === undefined) return [];
  if (sign === undefined) return page.paragraph(title, { tone: 'strong' });
  const tone = SIGN_TONES[sign];
  return page.paragraph(title, { first: `${sign} `, firstTone: tone, tone });
}

function listLines(block: ListBlock, page: TerminalPage): readonly string[] {
  const { noun, items, isNumbered = false, most = items.length } = block;
  if (items.length === 0) return [];
  const shown = page.isVerbose ? items : items.slice(0, most);
  const more = items.length - shown.length;
  const leadWidth = Math.max(...shown.map(({ lead = '' }) => lead.length));
  return [
    ...titleLines(block, page),
    ...shown.flatMap((item, index) =>
      itemLines(item, { number: isNumbered ? `${index + 1}. ` : '', leadWidth }, page),
    ),
    ...moreLines(more, noun, page),
  ];
}

function moreLines(count: number, noun: string, page: TerminalPage): readonly string[] {
  if (count <= 0) return [];
  const text = `${plural(count, `more ${noun}`)} shown with --verbose and in all other report formats`;
  return page.paragraph(text, { tone: 'faint' });
}

function itemLines(
  { sign, lead, leadTone, text, tone: textTone = 'plain', url, details = [] }: ListItem,
  { number, leadWidth }: { readonly number: string; readonly leadWidth: number },
  page: TerminalPage,
): readonly string[] {
  const mark = sign === undefined ? '' : `${sign} `;
  const first = `  ${number}${mark}${lead === undefined ? '' : `${lead.padEnd(leadWidth)}  `}`;
  const signTone = sign === undefined ? 'plain' : SIGN_TONES[sign];
  const indent = ' '.repeat(4 + number.length);
  return [
    ...page.paragraph(url === undefined ? text : `${text}: ${url}`, {
      first,
      firstTone: leadTone ?? signTone,
      tone: textTone,
      mostIndent: page.width / 3,
    }),
    ...details.flatMap(({ label, tone = 'faint', text: detail }) => {
      if (label === undefined) return page.paragraph(detail, { first: indent, tone });
      const isLong = displayWidth(label) > page.width / 2;
      return isLong
        ? page.paragraph(`${label}: ${detail}`, { first: indent, tone })
        : page.paragraph(detail, { first: `${indent}${label}: `, firstTone: tone });
    }),
  ];
}

function tableLines(block: TableBlock, page: TerminalPage): readonly string[] {
  const { noun, columns, rows, most = rows.length, notes = [] } = block;
  if (rows.length === 0) return [];
  const shown = page.isVerbose ? rows : rows.slice(0, most);
  return [
    ...titleLines(block, page),
    ...page.table(
      columns.map(({ align = 'left', isWhole = false }) => ({
        align,
        gives: align === 'left' && !isWhole,
      })),
      [
        columns.map((column) => ({ text: column.title, tone: 'faint' as const })),
        ...shown.map((row) => row.map(cellOf)),
      ],
    ),
    ...notes.flatMap((note) => page.paragraph(note, { first: '  ', tone: 'faint' })),
    ...moreLines(rows.length - shown.length, noun, page),
  ];
}

function cellOf(cell: TableCell): Cell {
  if (typeof cell === 'string') return { text: cell };
  const { sign, text, tone, details = [] } = cell;
  const first = [...(sign === undefined ? [] : [sign]), ...(text === '' ? [] : [text])].join(' ');
  return {
    text: [first, ...details.map((detail) => detail.text)].join('; '),
    tone: tone ?? (sign === undefined ? 'plain' : SIGN_TONES[sign]),
  };
}

function chartLines({ line }: ChartBlock, page: TerminalPage): readonly string[] {
  if (line === undefined || line.values.length < 2) return [];
  const text = sparkline(line.values, Math.min(LINE, line.values.length));
  return page.paragraph(text, { first: `  ${line.label}  `, firstTone: 'faint' });
}
