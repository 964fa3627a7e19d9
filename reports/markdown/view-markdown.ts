import { assertNever } from '../../harness/model/assert-never.ts';
import type { Block, Headline, Item, ListBlock, TableBlock, TableCell, View } from '../view.ts';
import { footnotesMarkdown, nextMarkdown } from './closing-markdown.ts';
import { cellCode, codeBlock, escapeMarkdown } from './escape.ts';
import { markdownTable } from './table.ts';

const EMOJI: Readonly<Record<Headline['sign'], string>> = {
  '✓': '✅',
  '✗': '❌',
  '?': '❔',
  '=': '🟰',
  '!': '⚠️',
};

/** Blocks of Markdown, each the lines between two blank lines; empty ones say nothing. */
export function viewMarkdown(view: View): readonly (readonly string[])[] {
  const { headline, about, blocks, footnotes, next } = view;
  return [
    [headlineMarkdown(headline)],
    [escapeMarkdown(headline.sentence)],
    about.length === 0 ? [] : [about.map(escapeMarkdown).join('; ')],
    ...blocks.flatMap((block) => {
      const { title, lines } = blockMarkdown(block);
      return lines.length === 0 || title === null ? [lines] : [[`#### ${title}`], lines];
    }),
    footnotesMarkdown(footnotes),
    nextMarkdown(next),
  ];
}

/** A view as one text of Markdown. */
export function markdownOf(view: View): string {
  return joinBlocks(viewMarkdown(view));
}

/** Blocks with blank lines between them; empty ones are left out. */
export function joinBlocks(blocks: readonly (readonly string[])[]): string {
  const filled = blocks.filter((block) => block.length > 0);
  return `${filled.map((block) => block.join('\n')).join('\n\n')}\n`;
}

export function headlineMarkdown({ sign, label }: Headline): string {
  return `### ${EMOJI[sign]} ${label}`;
}

/** A block by its title and its lines; pictures have none. */
export function blockMarkdown(block: Block): {
  readonly title: string | null;
  readonly lines: readonly string[];
} {
  switch (block.type) {
    case 'text':
      return { title: null, lines: [escapeMarkdown(block.text)] };
    case 'list':
      return { title: escapeMarkdown(block.title), lines: itemsMarkdown(block).flat() };
    case 'table':
      return {
        title: block.title === null ? null : escapeMarkdown(block.title),
        lines: tableMarkdown(block),
      };
    case 'chart':
      return { title: null, lines: [] };
    case 'code':
      return {
        title: block.title === null ? null : escapeMarkdown(block.title),
        lines: block.lines.length === 0 ? [] : codeBlock(block.lines, block.language),
      };
    default:
      return assertNever(block);
  }
}

/** The lines of each item. */
export function itemsMarkdown({
  items,
  isNumbered = false,
}: ListBlock): readonly (readonly string[])[] {
  return items.map((item, index) => itemMarkdown(item, isNumbered ? `${index + 1}.` : '-'));
}

function itemMarkdown({ lead, text, details = [] }: Item, bullet: string): readonly string[] {
  const strong = lead === undefined ? '' : `**${escapeMarkdown(lead)}** `;
  const indent = ' '.repeat(bullet.length + 1);
  return [
    `${bullet} ${strong}${escapeMarkdown(text)}`,
    ...details.map(({ label, text: detail }) => {
      const about = label === undefined ? '' : `${escapeMarkdown(label)}: `;
      return `${indent}- ${about}${escapeMarkdown(detail)}`;
    }),
  ];
}

export function tableMarkdown({ columns, rows }: TableBlock): readonly string[] {
  return markdownTable(
    columns.map(({ title, align = 'left' }) => ({ title: escapeMarkdown(title), align })),
    rows.map((row) =>
      row.map((cell, index) => {
        const text = textOf(cell);
        return columns[index]?.isCode === true && text !== ''
          ? cellCode(text)
          : escapeMarkdown(text);
      }),
    ),
  );
}

function textOf(cell: TableCell): string {
  return typeof cell === 'string' ? cell : cell.text;
}
