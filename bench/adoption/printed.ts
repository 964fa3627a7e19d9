/** Lines kept of the beginning and of the end of what a program printed. */
const FIRST = 20;
const LAST = 12;
const MOST_CHARACTERS = 240;

/**
 * What is kept of a program's output: its first and last lines, without colours, and without what
 * belongs to this machine.
 * @param places - Absolute paths, with what stands for each; longer ones first where one holds another.
 */
export function keptLines(
  text: string,
  places: readonly (readonly [path: string, name: string])[],
): readonly string[] {
  let clean = text.replaceAll(ESCAPES, '').replaceAll(REGISTRY, '<registry>');
  for (const [path, name] of places) clean = clean.replaceAll(path, name);
  const lines = clean
    .split('\n')
    .map((line) => (line.split('\r').findLast((part) => part !== '') ?? '').trimEnd())
    .filter((line) => line !== '')
    .map((line) => line.slice(0, MOST_CHARACTERS));
  return lines.length <= FIRST + LAST
    ? lines
    : [...lines.slice(0, FIRST), '…', ...lines.slice(-LAST)];
}

/** Colours, cursors and titles of a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const ESCAPES = /\u001b(?:\[[\d;?]*[ -/]*[@-~]|\][^\u0007]*\u0007)/gu;
/** Hosts that packages come from. */
const REGISTRY = /https?:\/\/[^\s/]*(?:registry|npmjs|yarnpkg)[^\s/]*/gu;
