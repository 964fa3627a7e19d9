/** Lines of a text that are like none of others that are kept: what it shows and they do not. */

/** What a line says without its numbers, how wide it is and what its plots look like. */
function kindOf(line: string): string {
  return (
    line
      // Which colour it is, is no number.
      .replaceAll(/‹[\d;]+›/gu, (code) =>
        code.replaceAll(/\d/gu, (digit) => 'abcdefghij'.charAt(Number(digit))),
      )
      .replaceAll(/\d/gu, '0')
      .replaceAll(/[▁-▏]+/gu, '0')
      .replaceAll(/[0.,…\s±+%×-]+/gu, ' ')
      .trim()
  );
}

/** Kinds of line that need not be kept again. */
export type KnownLines = Set<string>;

export function knownLines(texts: Iterable<string>): KnownLines {
  return new Set([...texts].flatMap((text) => visible(text).split('\n').map(kindOf)));
}

/** The first line of each kind that is not known yet; then all of them are. */
export function tellingLines(text: string, known: KnownLines): readonly string[] {
  return visible(text)
    .split('\n')
    .filter((line) => {
      const kind = kindOf(line);
      if (kind === '' || known.has(kind)) return false;
      known.add(kind);
      return true;
    });
}

/** With the codes of colours as something that can be read. */
function visible(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what terminals take
  return text.replaceAll(/\u001b\[([\d;]*)m/gu, '‹$1›');
}
