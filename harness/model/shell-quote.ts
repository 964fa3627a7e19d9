const PLAIN = /^[\w@%+=:,./-]+$/;
/** Characters moving the cursor or changing text direction: they hide what a line contains. */
const UNSEEN = /[\p{Cc}\p{Bidi_Control}]/gu;
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A word as a POSIX shell takes it. */
export function shellQuote(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A command line that a POSIX shell takes apart into these words again. */
export function shellWords(words: readonly string[]): string {
  return words.map(shellQuote).join(' ');
}

/** Quotes the words on one line, with unprintable characters escaped for bash, ksh and zsh. */
export function printableShellWords(words: readonly string[]): string {
  return words
    .map((word) => (word.search(UNSEEN) === -1 ? shellQuote(word) : spelledOut(word)))
    .join(' ');
}

function spelledOut(word: string): string {
  const inQuotes = word.replace(/[\\']/g, '\\$&');
  return `$'${inQuotes.replace(UNSEEN, (mark) => NAMED[mark] ?? octal(mark))}'`;
}

/** Byte by byte, in three digits each, which no digit behind can be taken for a part of. */
function octal(mark: string): string {
  return [...new TextEncoder().encode(mark)]
    .map((byte) => `\\${byte.toString(8).padStart(3, '0')}`)
    .join('');
}
