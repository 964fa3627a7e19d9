import type { Block, ChartBlock, Item, ListBlock, TableBlock, TableCell, View } from '../view.ts';
import { footnoteLines, nextLines } from './closing-lines.ts';
import type { Page } from './page.ts';
import { sparkline } from './sparkline.ts';

/** Widest sparkline, columns. */
const LINE = 60;

/** Lines of a report for a terminal: headline, context, blocks with blank lines between, what is next. */
export function viewLines(view: View, page: Page): readonly string[] {
  const { headline, about, blocks, footnotes, next } = view;
  const badge = `${headline.sign} ${headline.label.toUpperCase()}`;
  const parts = [
    page.paragraph(headline.sentence, { first: `${badge}  `, firstTone: headline.tone }),
    about.flatMap((text) => page.paragraph(text, { first: '  ', tone: 'faint' })),
    ...blocks.filter((block) => isShown(block, page)).map((block) => blockLines(block, page)),
    elsewhereLines(blocks, page),
    footnoteLines(footnotes, page),
    nextLines(next, page),
  ].filter((part) => part.length > 0);
  return parts.flatMap((part, index) => (index === 0 ? part : ['', ...part]));
}

function isShown({ weight }: Block, { isVerbose }: Page): boolean {
  return isVerbose || weight !== 'verbose';
}

/** Titles of blocks that a terminal is too narrow or too short for. */
function elsewhereLines(blocks: readonly Block[], page: Page): readonly string[] {
  const titles = blocks
    .filter((block) => !isShown(block, page) && blockLines(block, page).length > 0)
    .flatMap((block) => ('title' in block && block.title !== null ? block.title : []));
  if (titles.length === 0) return [];
  return page.paragraph(`${titles.join('; ')}: with --reporter markdown=report.md, html or json.`);
}

function blockLines(block: Block, page: Page): readonly string[] {
  switch (block.type) {
    case 'text':
      return page.paragraph(block.text, { tone: block.tone ?? 'plain' });
    case 'list':
      return listLines(block, page);
    case 'table':
      return tableLines(block, page);
    case 'chart':
      return chartLines(block, page);
    case 'code':
      return block.lines.length === 0
        ? []
        : [...titleLines(block.title, page), ...block.lines.map((line) => `  ${line}`)];
  }
}

function titleLines(title: string | null, page: Page): readonly string[] {
  return title === null ? [] : page.paragraph(title, { tone: 'strong' });
}

function listLines({ title, items, isNumbered = false }: ListBlock, page: Page): readonly string[] {
  if (items.length === 0) return [];
  return [
    ...titleLines(title, page),
    ...items.flatMap((item, index) => itemLines(item, isNumbered ? `${index + 1}. ` : '', page)),
  ];
}

function itemLines(
  { lead, leadTone = 'plain', text, details = [] }: Item,
  number: string,
  page: Page,
): readonly string[] {
  const first = `  ${number}${lead === undefined ? '' : `${lead}  `}`;
  const indent = ' '.repeat(4 + number.length);
  return [
    ...page.paragraph(text, { first, firstTone: leadTone }),
    ...details.flatMap(({ label, tone = 'faint', text: detail }) =>
      label === undefined
        ? page.paragraph(detail, { first: indent, tone })
        : page.paragraph(detail, { first: `${indent}${label}: `, firstTone: tone }),
    ),
  ];
}

function tableLines({ title, columns, rows }: TableBlock, page: Page): readonly string[] {
  if (rows.length === 0) return [];
  return [
    ...titleLines(title, page),
    ...page.table(
      columns.map(({ align = 'left' }) => ({ align, gives: align === 'left' })),
      [
        columns.map((column) => ({ text: column.title, tone: 'faint' as const })),
        ...rows.map((row) => row.map(cellOf)),
      ],
    ),
  ];
}

function cellOf(cell: TableCell): Exclude<TableCell, string> {
  return typeof cell === 'string' ? { text: cell, tone: 'plain' } : cell;
}

function chartLines({ line }: ChartBlock, page: Page): readonly string[] {
  if (line === null || line.values.length < 2) return [];
  const text = sparkline(line.values, Math.min(LINE, line.values.length));
  return page.paragraph(text, { first: `  ${line.label}  `, firstTone: 'faint' });
}
