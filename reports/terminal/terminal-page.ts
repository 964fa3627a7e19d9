import type { RenderOptions } from '../reporter.ts';
import { displayWidth } from '../text/display-width.ts';
import { type Cell, type Column, layOutTable } from '../text/lay-out-table.ts';
import { createPaint, type PaintText, type TextTone } from '../text/paint.ts';
import { wrapText } from '../text/wrap-text.ts';

/** Narrower than this nothing can be laid out. */
const NARROWEST = 40;

/** Further lines of a paragraph are indented by no more than this, unless an option says so. */
const MOST_INDENT = 8;

export interface ParagraphOptions {
  /** Prefix of the first line; other lines are indented equally, up to a limit. */
  readonly first?: string;
  /** Colours what the first line begins with. */
  readonly firstTone?: TextTone;
  readonly tone?: TextTone;
  /** Most columns that further lines are indented by. */
  readonly mostIndent?: number;
}

/** Lines of a report for a terminal of one width, coloured or not. */
export interface TerminalPage {
  readonly width: number;
  /** True: report every note, not only the most severe. */
  readonly isVerbose: boolean;
  readonly paint: PaintText;
  readonly paragraph: (text: string, options?: ParagraphOptions) => readonly string[];
  /** Rows with aligned columns, indented by two. */
  readonly table: (
    columns: readonly Column[],
    rows: readonly (readonly Cell[])[],
  ) => readonly string[];
}

export function createTerminalPage({
  width: wanted,
  color,
  isVerbose = false,
}: RenderOptions): TerminalPage {
  const width = Math.max(NARROWEST, wanted);
  const paint = createPaint(color);
  return {
    width,
    isVerbose,
    paint,
    paragraph: (text, options = {}) => {
      const { first = '', firstTone = 'plain', tone = 'plain', mostIndent = MOST_INDENT } = options;
      const blank = ' '.repeat(displayWidth(first));
      const rest = blank.slice(0, mostIndent);
      // Wrapped before it is coloured: escape sequences take no column.
      return wrapText(text, { width, first: blank, rest }).map((line, index) => {
        if (index > 0) return rest + paint(tone, line.slice(rest.length));
        return paint(firstTone, first) + paint(tone, line.slice(blank.length));
      });
    },
    table: (columns, rows) => layOutTable(columns, rows, { width, indent: 2, paint }),
  };
}
