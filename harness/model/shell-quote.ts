const UNQUOTED_WORD = /^[\w@%+=:,./-]+$/;
/** Characters moving the cursor or changing text direction: they hide what a line contains. */
const INVISIBLE_CHARACTER = /[\p{Cc}\p{Bidi_Control}]/gu;
const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Quotes a word for a POSIX shell. */
export function shellQuote(word: string): string {
  return UNQUOTED_WORD.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Quotes the words of a command line for a POSIX shell. */
export function shellWords(words: readonly string[]): string {
  return words.map(shellQuote).join(' ');
}

/** Quotes the words on one line, with unprintable characters escaped for bash, ksh and zsh. */
export function printableShellWords(words: readonly string[]): string {
  return words
    .map((word) =>
      word.search(INVISIBLE_CHARACTER) === -1 ? shellQuote(word) : escapeInvisible(word),
    )
    .join(' ');
}

function escapeInvisible(word: string): string {
  const inQuotes = word.replace(/[\\']/g, '\\$&');
  return `$'${inQuotes.replace(INVISIBLE_CHARACTER, (mark) => ESCAPES[mark] ?? octal(mark))}'`;
}

/** Escapes each byte with three octal digits, so that a following digit is not part of it. */
function octal(mark: string): string {
  return [...new TextEncoder().encode(mark)]
    .map((byte) => `\\${byte.toString(8).padStart(3, '0')}`)
    .join('');
}
