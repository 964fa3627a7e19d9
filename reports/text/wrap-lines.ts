/** Columns that text for people takes at the most. */
const WIDTH = 80;

/** Breaks a text into lines at blanks; a single word that is longer stays whole. */
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

/** A text whose lines are broken at blanks where they are too wide, each under its own beginning. */
export function wrapLines(text: string): string {
  return text
    .split('\n')
    .flatMap((line) => (line === '' ? [''] : wrapWords(line, '    ')))
    .join('\n');
}
