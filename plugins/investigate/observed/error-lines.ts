import { messagePattern } from './message-pattern.ts';
import { ownText } from './own-text.ts';
import { OTHERS, type TimeGrid } from './requests.ts';

/** Patterns that are told apart; lines of any more are counted together. */
const MOST_PATTERNS = 200;
/** Messages whose pattern is remembered; with more, they are forgotten and made anew. */
const MOST_MESSAGES = 5_000;
/** Characters of a message that is remembered; longer ones would take much memory and hardly come again. */
const LONGEST_KNOWN = 1_000;

/** Lines of one pattern. */
export interface ErrorPattern {
  readonly pattern: string;
  /** By interval of the grid; what is not in it is 0. */
  readonly counts: Map<number, number>;
  /** Milliseconds since 1970. */
  first: number;
}

/** Patterns as JSON holds them, in the order that they came in. */
export type KeptErrorLines = readonly {
  readonly pattern: string;
  readonly first: number;
  readonly counts: readonly (readonly [interval: number, count: number])[];
}[];

/** Lines that report an error, by what their messages have in common and by interval (INV-09). */
export class ErrorLines {
  readonly #grid: TimeGrid;
  readonly #patterns = new Map<string, ErrorPattern>();
  readonly #known = new Map<string, ErrorPattern>();

  constructor(grid: TimeGrid) {
    this.#grid = grid;
  }

  /** @param at - Milliseconds since 1970; lines may come in any order. */
  add(at: number, message: string): void {
    const { start, widthMs, length } = this.#grid;
    const interval = Math.floor((at - start) / widthMs);
    if (!(interval >= 0 && interval < length)) return;
    const found = this.#known.get(message) ?? this.#learn(message, at);
    found.counts.set(interval, (found.counts.get(interval) ?? 0) + 1);
    if (at < found.first) found.first = at;
  }

  toKept(): KeptErrorLines {
    return this.all().map(({ pattern, first, counts }) => ({
      ...{ pattern, first, counts: [...counts] },
    }));
  }

  /** Adds what others of the same grid kept, within the same bound. */
  addKept(kept: KeptErrorLines): void {
    for (const { pattern, first, counts } of kept) {
      const found = this.#of(pattern, first);
      if (first < found.first) found.first = first;
      for (const [interval, count] of counts)
        found.counts.set(interval, (found.counts.get(interval) ?? 0) + count);
    }
  }

  all(): readonly ErrorPattern[] {
    return [...this.#patterns.values()];
  }

  #learn(message: string, at: number): ErrorPattern {
    const found = this.#of(ownText(messagePattern(message)), at);
    if (message.length > LONGEST_KNOWN) return found;
    if (this.#known.size >= MOST_MESSAGES) this.#known.clear();
    this.#known.set(ownText(message), found);
    return found;
  }

  /** The pattern, or that of all beyond the bound. */
  #of(whole: string, at: number): ErrorPattern {
    const isKnown = this.#patterns.has(whole) || this.#patterns.size < MOST_PATTERNS;
    const pattern = isKnown ? whole : OTHERS;
    const known = this.#patterns.get(pattern);
    if (known !== undefined) return known;
    const found: ErrorPattern = { pattern, counts: new Map(), first: at };
    this.#patterns.set(pattern, found);
    return found;
  }
}
