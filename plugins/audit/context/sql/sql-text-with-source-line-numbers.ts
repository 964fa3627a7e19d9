/** Placeholder for values inserted at run time, which PostgreSQL parses as a name. */
export const RUNTIME_PLACEHOLDER = 'put_in_at_run_time';

/** Piece of text with its line in the file. */
interface Piece {
  readonly text: string;
  readonly line: number;
}

/** SQL with its line numbers in the file. */
export interface SqlText {
  readonly file: string;
  readonly text: string;
  /** Line of the file, from 1, by the place of a character in the text. */
  readonly lineAt: (offset: number) => number;
  /** Set for SQL from a string in a program, which may not be SQL at all. */
  readonly isQuoted: boolean;
}

/** A file of SQL. */
export function createFileSql(file: string, text: string): SqlText {
  return { ...joinSqlParts(file, [{ text, line: 1 }]), isQuoted: false };
}

/** Joins the pieces of a string. */
export function joinSqlParts(file: string, pieces: readonly Piece[]): SqlText {
  const lineAt = (offset: number): number => {
    let before = 0;
    for (const { text, line } of pieces) {
      if (offset < before + text.length) {
        const inside = text.slice(0, offset - before);
        // A line end written as `\n` is a separate piece.
        return text.length === 1 ? line : line + inside.split('\n').length - 1;
      }
      before += text.length;
    }
    return pieces.at(-1)?.line ?? 1;
  };
  return { file, text: pieces.map(({ text }) => text).join(''), lineAt, isQuoted: true };
}
