/** How a line of JSON begins that holds metrics. */
const BEGINS = /^\s*[[{]/u;

/** All lines but a torn last one, whose writer was stopped or still writes. @param onTorn - Is told of it. */
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
