const PLAIN = /^[\w@%+=:,./-]+$/;

/** A word as a POSIX shell takes it. */
export function shellQuote(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A command line that a POSIX shell takes apart into these words again. */
export function shellWords(words: readonly string[]): string {
  return words.map(shellQuote).join(' ');
}
