/** Columns that text for people takes at the most. */
const WIDTH = 80;

/** Wraps a text at blanks; a single word that is too long stays whole. */
export function wrapWords(text: string, indent: string, width = WIDTH): readonly string[] {
  const leading = /^\s*/.exec(text)?.[0] ?? '';
  const lines: string[] = [];
  let line = leading;
  for (const word of text.trim().split(/\s+/)) {
    const isEmpty = line.trim() === '';
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${leading}${indent}${word}`;
    } else {
      line = isEmpty ? `${line}${word}` : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines;
}

/** Wraps lines that are too wide at blanks, each with its own indentation. */
export function wrapLines(text: string): string {
  return text
    .split('\n')
    .flatMap((line) => (line === '' ? [''] : wrapWords(line, '    ')))
    .join('\n');
}
