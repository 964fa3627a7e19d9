import type { Block, Fact, TableBlock, TableCell, TableColumn } from './view.ts';

/** Columns beyond plain ones: numbers, code, names of any length, and those that keep their width. */
const LOOKS = {
  right: { align: 'right' },
  code: { isCode: true },
  name: { isName: true },
  whole: { isWhole: true },
} as const satisfies Readonly<Record<string, Omit<TableColumn, 'title'>>>;

/** A column by its title, the cell of each row, and its look. */
export type ColumnOf<Row> = readonly [
  title: string,
  cell: (row: Row, index: number) => TableCell,
  look?: keyof typeof LOOKS,
];

/** A table by its columns; those that are false are left out. */
export function tableOf<Row>({
  columns,
  rows,
  ...frame
}: Omit<TableBlock, 'type' | 'columns' | 'rows'> & {
  readonly rows: readonly Row[];
  readonly columns: readonly (ColumnOf<Row> | false)[];
}): TableBlock {
  const shown = columns.filter((column) => column !== false);
  return {
    type: 'table',
    ...frame,
    columns: shown.map(([title, , look]) => ({ title, ...(look !== undefined && LOOKS[look]) })),
    rows: rows.map((row, index) => shown.map(([, cell]) => cell(row, index))),
  };
}

/** A keyword with its values, for programs. */
export function fact(keyword: string, values: Fact['values']): Fact {
  return { keyword, values };
}

/** Blocks of Markdown alone: other blocks show their content in a terminal and on a page. */
export function onlyInMarkdown(blocks: readonly Block[]): readonly Block[] {
  return blocks.map((block) => ({ ...block, onPage: null, inTerminal: [] }));
}

/** Blocks of a page alone, made with it. */
export function onlyOnPage(blocks: () => readonly Block[]): Block {
  return { type: 'chart', html: null, onPage: blocks };
}

/** Blocks of a terminal alone. */
export function onlyInTerminal(blocks: readonly Block[]): Block {
  return { type: 'chart', html: null, inTerminal: blocks };
}

/** Blocks that a page leaves out, since a picture shows their content there. */
export function notOnPage(blocks: readonly Block[]): readonly Block[] {
  return blocks.map((block) => ({ ...block, onPage: null }));
}
