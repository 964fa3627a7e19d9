import type { RenderOptions } from '../reporter.ts';
import { displayWidth } from '../text/display-width.ts';
import { type Cell, type Column, layOutTextTable } from '../text/lay-out-text-table.ts';
import { createTextColorizer, type TextTone } from '../text/terminal-text-colors.ts';
import { wrapTextToWidth } from '../text/wrap-text-to-width.ts';

/** Minimum width of a layout. */
const NARROWEST = 40;

/** Maximum indentation of a paragraph's further lines, unless an option overrides it. */
const MOST_INDENT = 8;

export interface ParagraphOptions {
  /** Prefix of the first line; other lines are indented equally, up to a limit. */
  readonly first?: string;
  readonly firstTone?: TextTone;
  readonly tone?: TextTone;
  /** Most columns that further lines are indented by. */
  readonly mostIndent?: number;
}

/** Layout of a report for a terminal of a given width, with or without colour. */
export type TerminalPage = ReturnType<typeof createTerminalPage>;

export function createTerminalPage({
  width: wanted,
  color,
  isVerbose = false,
  program = 'perf-harness',
}: RenderOptions) {
  const width = Math.max(NARROWEST, wanted);
  const paint = createTextColorizer(color);
  return {
    width,
    /** True: report every note, not only the most severe. */
    isVerbose,
    program,
    paint,
    paragraph: (text: string, options: ParagraphOptions = {}): readonly string[] => {
      const { first = '', firstTone = 'plain', tone = 'plain', mostIndent = MOST_INDENT } = options;
      const blank = ' '.repeat(displayWidth(first));
      const rest = blank.slice(0, mostIndent);
      // Wrapped before it is coloured: escape sequences take no column.
      return wrapTextToWidth(text, { width, first: blank, rest }).map((line, index) => {
        if (index > 0) return rest + paint(tone, line.slice(rest.length));
        return paint(firstTone, first) + paint(tone, line.slice(blank.length));
      });
    },
    table: (columns: readonly Column[], rows: readonly (readonly Cell[])[]): readonly string[] =>
      layOutTextTable(columns, rows, { width, indent: 2, paint }),
  };
}
