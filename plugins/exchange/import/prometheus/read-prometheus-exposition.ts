import { ImportProblem } from '../importer.ts';
import type { SeriesSet } from './prometheus-series.ts';

/** A line with more characters is of no exposition. */
const LONGEST_LINE = 1_000_000;
const NAME = /\s*(?<name>[a-zA-Z_:][\w:]*)\s*(?<open>\{)?/y;
const LABEL = /\s*(?<key>[a-zA-Z_]\w*)\s*=\s*"(?<value>[^"\\]*(?:\\.[^"\\]*)*)"\s*,?/y;
const CLOSE = /\s*\}/y;
/** A value, and a moment in milliseconds; OpenMetrics has seconds, and an exemplar behind `#`. */
const REST = /\s*(?<value>[^\s#]+)(?:\s+(?<time>-?[\d.eE+]+))?\s*(?:#.*)?$/y;
/** A moment in seconds stays below it until the year 5138. */
const SECONDS_BELOW = 1e11;

/**
 * Reads one scrape, in Prometheus' text format or in OpenMetrics.
 * @returns True if the last line is incomplete.
 * @throws ImportProblem with the number of an invalid line.
 */
export async function readExposition(
  lines: AsyncIterable<string>,
  into: SeriesSet,
): Promise<boolean> {
  let [number, isTorn] = [0, false];
  for await (const line of lines) {
    number += 1;
    // Only the last line may be incomplete.
    if (isTorn) throw new ImportProblem(`line ${number - 1} is not a Prometheus sample`);
    if (line.length > LONGEST_LINE) throw new ImportProblem(`line ${number} is longer than 1 MB`);
    const text = line.trim();
    if (text === '' || text.startsWith('#')) continue;
    isTorn = !readSample(text, into);
  }
  return isTorn;
}

/** @returns True if the text is a sample. */
function readSample(text: string, into: SeriesSet): boolean {
  NAME.lastIndex = 0;
  const { name, open } = NAME.exec(text)?.groups ?? {};
  if (name === undefined) return false;
  let at = NAME.lastIndex;
  const labels = new Map<string, string>();
  while (open !== undefined) {
    CLOSE.lastIndex = at;
    if (CLOSE.test(text)) {
      at = CLOSE.lastIndex;
      break;
    }
    LABEL.lastIndex = at;
    const { key, value } = LABEL.exec(text)?.groups ?? {};
    if (key === undefined || value === undefined) return false;
    labels.set(key, unescaped(value));
    at = LABEL.lastIndex;
  }
  REST.lastIndex = at;
  const { value = '', time } = REST.exec(text)?.groups ?? {};
  const number = parseSampleValue(value);
  if (number === null) return false;
  into.add(name, labels, { ms: time === undefined ? null : msOf(Number(time)), value: number });
  return true;
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, (_, character: string) => (character === 'n' ? '\n' : character));
}

/** Parses a number as Prometheus writes it; NaN and infinities are values; null if none. */
export function parseSampleValue(text: string): number | null {
  if (/^[+-]?inf(?:inity)?$/i.test(text)) {
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  if (/^nan$/i.test(text)) return Number.NaN;
  const value = text === '' ? Number.NaN : Number(text);
  return Number.isNaN(value) ? null : value;
}

function msOf(time: number): number {
  return time < SECONDS_BELOW ? time * 1_000 : time;
}
