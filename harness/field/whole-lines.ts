/** How a line of JSON begins that holds metrics. */
const BEGINS = /^\s*[[{]/u;

/**
 * All lines but a last one that begins as JSON and has no end: whoever wrote it was stopped while
 * writing, or still writes. What is broken further up is left to the reader.
 * @param onTorn - Is told where there was such a line.
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
  if (!BEGINS.test(line)) return false;
  try {
    JSON.parse(line);
    return false;
  } catch {
    return true;
  }
}
