import { tryParseJson } from '../model/value/try-parse-json.ts';
import { FieldProblem } from './read-web-vitals-beacons.ts';

/**
 * Parses JSON text into values: the elements of an array, a single value, or a value a line.
 * @throws FieldProblem
 */
export function parseJsonValues(text: string): readonly unknown[] {
  const whole = tryParseJson(text);
  if (whole !== undefined) return Array.isArray(whole) ? whole : [whole];
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const values = lines.map(tryParseJson);
  const bad = values.indexOf(undefined);
  if (bad === -1) return values;
  const isCut = bad === lines.length - 1 || values.every((value) => value === undefined);
  throw new FieldProblem(isCut ? 'the file is truncated' : `line ${bad + 1} is not JSON`);
}

/** Start of a line of JSON that contains metrics. */
const BEGINS = /^\s*[[{]/u;

/**
 * Yields all lines except an incomplete last line, whose writer was stopped or is still writing.
 * @param onTorn - Called for an incomplete line.
 */
export async function* wholeLines(
  lines: AsyncIterable<string>,
  onTorn: () => void = () => undefined,
): AsyncGenerator<string> {
  let last: string | null = null;
  for await (const line of lines) {
    if (last !== null) yield last;
    last = line;
  }
  if (last === null) return;
  if (isTorn(last)) onTorn();
  else yield last;
}

function isTorn(line: string): boolean {
  return BEGINS.test(line) && tryParseJson(line) === undefined;
}
