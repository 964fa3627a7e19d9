import type {
  Block,
  CodeBlock,
  Fact,
  TableBlock,
  TableCell,
  TableColumn,
} from './format-independent-report-view.ts';
import type { TextTone } from './text/terminal-text-colors.ts';

/** Special column formats: numbers, code, names of any length, columns that keep their width. */
const LOOKS: Readonly<Record<Look, Omit<TableColumn, 'title'>>> = {
  right: { align: 'right' },
  code: { isCode: true },
  name: { isName: true },
  whole: { isWhole: true },
};
type Look = 'right' | 'code' | 'name' | 'whole';

export type TableColumnSpec<Row> = readonly [
  title: string,
  cell: (row: Row, index: number) => TableCell,
  look?: Look | TextTone | `${Look} ${TextTone}`,
];

interface TableOf<Row> extends Omit<TableBlock, 'type' | 'columns' | 'rows'> {
  readonly rows: readonly Row[];
  /** Columns; entries that are false are left out. */
  readonly columns: readonly (TableColumnSpec<Row> | false)[];
  /** Tone for the cells of a row whose column sets none. */
  readonly toneOf?: (row: Row) => TextTone;
}

/** A table by its columns. */
export function createTable<Row>({ columns, rows, toneOf, ...frame }: TableOf<Row>): TableBlock {
  const shown = columns
    .filter((column) => column !== false)
    .map(([title, cell, looks = '']) => {
      const words = looks.split(' ').filter((word) => word !== '');
      const look = words.find((word) => Object.hasOwn(LOOKS, word)) as Look | undefined;
      const tone = words.find((word) => word !== look) as TextTone | undefined;
      return { column: { title, ...(look !== undefined && LOOKS[look]) }, cell, tone };
    });
  return {
    type: 'table',
    ...frame,
    columns: shown.map(({ column }) => column),
    rows: rows.map((row, index) =>
      shown.map(({ cell, tone = toneOf?.(row) }) => toned(cell(row, index), tone)),
    ),
  };
}

function toned(cell: TableCell, tone: TextTone = 'plain'): TableCell {
  if (tone === 'plain') return cell;
  return typeof cell === 'string' ? { text: cell, tone } : { tone, ...cell };
}

/** A keyword with its values, for programs. */
export function createFact(keyword: string, values: Fact['values']): Fact {
  return { keyword, values };
}

/** Returns Markdown-only blocks: other blocks have their content in a terminal and on a page. */
export function onlyInMarkdown(blocks: readonly Block[]): readonly Block[] {
  return blocks.map((block) => ({ ...block, onPage: null, inTerminal: [] }));
}

/** Returns a block for blocks that are shown on a page only, and built with it. */
export function onlyOnHtmlPage(blocks: () => readonly Block[]): Block {
  return { type: 'chart', html: null, onPage: blocks };
}

/** Returns a block for blocks that are shown in a terminal only. */
export function onlyInTerminal(blocks: readonly Block[]): Block {
  return { type: 'chart', html: null, inTerminal: blocks };
}

/** Blocks that a page leaves out, since a picture shows their content there. */
export function notOnHtmlPage(blocks: readonly Block[]): readonly Block[] {
  return blocks.map((block) => ({ ...block, onPage: null }));
}

export function limitCodeLines({ lines, most = lines.length }: CodeBlock): {
  readonly shown: readonly string[];
  readonly more: number;
} {
  return { shown: lines.slice(0, most), more: Math.max(0, lines.length - most) };
}
