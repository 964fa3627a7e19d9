import { tryParseJson } from '../model/value/try-parse-json.ts';

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
