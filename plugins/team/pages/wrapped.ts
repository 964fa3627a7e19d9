/** Columns of what is shown in a terminal. */
export const WIDTH = 80;
/** What stands before a line of a text that belongs to something. */
const INDENT = 4;

/** A text in lines that have room for an indent; a word that has no room stays whole. */
export function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/u)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length + 1 <= WIDTH - INDENT) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}
