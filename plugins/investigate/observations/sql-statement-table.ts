import { detachSubstring, sanitizeText } from '../read/sanitize-log-text.ts';
import { QuantileSketch } from './quantile-sketch.ts';
import { OTHER_REQUESTS, type TimeGrid } from './requests-by-interval.ts';

const MAX_LENGTH = 300;
/** Characters that are analysed; further text is almost always values. */
const LOOKED_AT = 20_000;

/**
 * Comments, string literals in all forms of PostgreSQL and MySQL, parameters, and numbers. A
 * literal without an end, cut off by the log, extends to the end of the text.
 */
const LITERALS =
  /\/\*[\s\S]*?(?:\*\/|$)|--[^\n]*|\$([a-z_]\w*)?\$[\s\S]*?(?:\$\1\$|$)|(?:\b[ebxnu]&?)?'(?:[^'\\]|''|\\[\s\S])*(?:'|$)|"(?:[^"\\]|\\[\s\S])*(?:"|$)|[$:]\d+\b|(?<![\w.$])[+-]?(?:0x[\da-f]+|\d+(?:\.\d+)?(?:e[+-]?\d+)?)\b/giu;

/**
 * Removes the values from an SQL statement: strings and numbers become `?`, and lists of them a
 * single `?`, so that statements that differ only in values are equal, and no possible secret is
 * stored.
 *
 * @param quotes - Meaning of double quotes: a name, as in the standard, or a string, as in MySQL.
 */
export function normalizeStatement(sql: string, quotes: 'names' | 'texts'): string {
  const folded = sql.slice(0, LOOKED_AT).replace(LITERALS, (found) => {
    if (found.startsWith('/*') || found.startsWith('--')) return ' ';
    return quotes === 'names' && found.startsWith('"') ? found : '?';
  });
  const text = folded
    .replace(/\s+/gu, ' ')
    .replace(/\?(?: ?, ?\?)+/gu, '?, …')
    .replace(/(\([^()]*\?[^()]*\))(?: ?, ?\([^()]*\?[^()]*\))+/gu, '$1, …')
    .trim()
    .replace(/;$/u, '');
  return text === '' ? '(no statement)' : sanitizeText(text, MAX_LENGTH);
}

/** Duration in milliseconds above which a query is slow (INV-10). */
export const SLOW_QUERY_MS = 1000;
/** Limit of distinct statements; further statements are counted together. */
const MOST_STATEMENTS = 300;
/** Maximum number of texts with a cached statement; beyond it, the cache is cleared. */
const MOST_TEXTS = 5_000;
/** Longest text that is cached, in characters; longer texts take much memory and rarely recur. */
const LONGEST_KNOWN = 1_000;

export interface SlowQueries {
  count: number;
  /** Milliseconds. */
  total: number;
  max: number;
  readonly durations: QuantileSketch;
}

/** Slow queries by statement without its values, and by interval. */
export class StatementTable {
  readonly #grid: TimeGrid;
  readonly #statements = new Map<string, Map<number, SlowQueries>>();
  readonly #known = new Map<string, Map<number, SlowQueries>>();

  constructor(grid: TimeGrid) {
    this.#grid = grid;
  }

  /**
   * Adds a query if it is slow; others are ignored.
   *
   * @param at - Milliseconds since 1970.
   * @param quotes - Meaning of double quotes, as in `normalizeStatement`.
   * @returns True if it is slow.
   */
  add(at: number, durationMs: number, sql: string, quotes: 'names' | 'texts' = 'names'): boolean {
    if (!(durationMs > SLOW_QUERY_MS && durationMs < Number.POSITIVE_INFINITY)) return false;
    const interval = Math.floor((at - this.#grid.start) / this.#grid.widthMs);
    if (!(interval >= 0 && interval < this.#grid.length)) return true;
    const cells = this.#known.get(sql) ?? this.#learn(sql, quotes);
    const cell = this.#cellOf(cells, interval);
    cell.count += 1;
    cell.total += durationMs;
    cell.max = Math.max(cell.max, durationMs);
    cell.durations.add(durationMs);
    return true;
  }

  all(): ReadonlyMap<string, ReadonlyMap<number, SlowQueries>> {
    return this.#statements;
  }

  #learn(sql: string, quotes: 'names' | 'texts'): Map<number, SlowQueries> {
    const cells = this.#of(detachSubstring(normalizeStatement(sql, quotes)));
    if (sql.length > LONGEST_KNOWN) return cells;
    if (this.#known.size >= MOST_TEXTS) this.#known.clear();
    this.#known.set(detachSubstring(sql), cells);
    return cells;
  }

  /** Cells of the statement, or of all beyond the bound. */
  #of(whole: string): Map<number, SlowQueries> {
    const isKnown = this.#statements.has(whole) || this.#statements.size < MOST_STATEMENTS;
    const statement = isKnown ? whole : OTHER_REQUESTS;
    const cells = this.#statements.get(statement) ?? new Map<number, SlowQueries>();
    this.#statements.set(statement, cells);
    return cells;
  }

  #cellOf(cells: Map<number, SlowQueries>, interval: number): SlowQueries {
    const known = cells.get(interval);
    if (known !== undefined) return known;
    const cell = { count: 0, total: 0, max: 0, durations: new QuantileSketch() };
    cells.set(interval, cell);
    return cell;
  }
}
