import { detachSubstring, redactSecrets, sanitizeText } from '../read/sanitize-log-text.ts';
import { OTHER_REQUESTS, type TimeGrid } from './requests-by-interval.ts';

const MAX_LENGTH = 160;
/** Characters of a message that are analysed: enough for a pattern, however long its values are. */
const LOOKED_AT = 2_000;

/** Variable parts of messages; the order matters. */
const VALUES: readonly (readonly [form: RegExp, instead: string])[] = [
  [/"(?:[^"\\]|\\.)*"|`[^`]*`|(?<!\w)'(?:[^'\\]|\\.)*'(?!\w)/gu, '?'],
  [/\b[^\s@()=<>]+@[^\s@()=<>]+\.[a-z]+\b/giu, '?'],
  [/\?[\w%.~-]+=[^\s)]*/gu, '?'],
  [/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/giu, '?'],
  // Long words with digits and letters: hashes, tokens, keys.
  [/(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{16,}/giu, '?'],
  [/\b0x[\da-f]+\b/giu, '?'],
  [/(?<![\da-z_])\d+(?:[.:,]\d+)*/giu, '?'],
];

/**
 * Common pattern of similar error messages: the first line, with numbers, quoted words, addresses
 * and possible secrets replaced by `?`.
 */
export function toMessagePattern(message: string): string {
  const [first = ''] = message
    .trimStart()
    .slice(0, LOOKED_AT)
    .split(/[\r\n]/u, 1);
  let pattern = redactSecrets(first);
  for (const [form, instead] of VALUES) pattern = pattern.replace(form, instead);
  const text = sanitizeText(pattern.replace(/\s+/gu, ' ').trim(), MAX_LENGTH);
  return text === '' ? '(no message)' : text;
}

/** Most distinct patterns, at most half of them warnings; further patterns count together. */
const MOST_PATTERNS = 200;
/** Maximum number of cached messages; beyond it, the cache is cleared. */
const MOST_MESSAGES = 5_000;
/** Longest cached message, characters; longer messages take much memory and rarely recur. */
const LONGEST_KNOWN = 1_000;

export interface ErrorPattern {
  readonly pattern: string;
  /** Counts by interval of the grid; missing intervals are 0. */
  readonly counts: Map<number, number>;
  /** Milliseconds since 1970. */
  first: number;
  /** Start of the logs with such lines; earlier occurrences are unknown. */
  coveredFrom: number;
}

const WARNING = 'warning: ';
/** Words of a warning about an actual failure; other warnings predict or advise. */
const FAILURE =
  /abort|time-?d?[- ]?out|fail|error|exception|refused|reset|unavailable|unreachable|cannot|could not|unable|denied|exhausted|dropped|lost|too many/iu;

/** Returns true for a warning about something that has not failed. */
export function isHarmlessWarning(pattern: string): boolean {
  return pattern.startsWith(WARNING) && !FAILURE.test(pattern);
}

/** Error lines by pattern and interval (INV-09). */
export class ErrorLines {
  readonly #grid: TimeGrid;
  readonly #patterns = new Map<string, ErrorPattern>();
  readonly #known = new Map<string, ErrorPattern>();
  /** Patterns of the log that is read, and its first moment. */
  readonly #inLog = new Set<ErrorPattern>();
  #begun = Number.POSITIVE_INFINITY;

  constructor(grid: TimeGrid) {
    this.#grid = grid;
  }

  /** Starts another log. */
  begin(): void {
    for (const pattern of this.#inLog)
      pattern.coveredFrom = Math.min(pattern.coveredFrom, this.#begun);
    this.#inLog.clear();
    this.#begun = Number.POSITIVE_INFINITY;
  }

  /** Records the time of any line of the log being read. */
  cover(at: number): void {
    if (at < this.#begun) this.#begun = at;
  }

  /** @param at - Milliseconds since 1970; lines may come in any order. */
  add(at: number, message: string, isWarning = false): void {
    this.cover(at);
    const { start, widthMs, length } = this.#grid;
    const interval = Math.floor((at - start) / widthMs);
    if (!(interval >= 0 && interval < length)) return;
    const text = isWarning ? `${WARNING}${message}` : message;
    const found = this.#known.get(text) ?? this.#learn(text, at);
    this.#inLog.add(found);
    found.counts.set(interval, (found.counts.get(interval) ?? 0) + 1);
    if (at < found.first) found.first = at;
  }

  all(): readonly ErrorPattern[] {
    this.begin();
    return [...this.#patterns.values()];
  }

  #learn(message: string, at: number): ErrorPattern {
    const found = this.#of(detachSubstring(toMessagePattern(message)), at);
    if (message.length > LONGEST_KNOWN) return found;
    if (this.#known.size >= MOST_MESSAGES) this.#known.clear();
    this.#known.set(detachSubstring(message), found);
    return found;
  }

  /** Returns the pattern, or the catch-all pattern once the limit is reached. */
  #of(whole: string, at: number): ErrorPattern {
    const isWarning = whole.startsWith(WARNING);
    const most = isWarning ? MOST_PATTERNS / 2 : MOST_PATTERNS;
    const isKnown = this.#patterns.has(whole) || this.#patterns.size < most;
    const pattern = isKnown ? whole : isWarning ? `${WARNING}${OTHER_REQUESTS}` : OTHER_REQUESTS;
    const known = this.#patterns.get(pattern);
    if (known !== undefined) return known;
    const counts = new Map<number, number>();
    const found: ErrorPattern = { pattern, counts, first: at, coveredFrom: Infinity };
    this.#patterns.set(pattern, found);
    return found;
  }
}
