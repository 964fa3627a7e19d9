/** Reads rows by RFC 4180, quoted commas and line breaks too; omits a truncated quoted field. */
export function* readCsv(text: string): Generator<readonly string[]> {
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const quoted = text[at] === '"';
    const end = quoted ? endOfQuoted(text, at) : endOfPlain(text, at);
    if (end < 0) return;
    const field = quoted ? text.slice(at + 1, end - 1).replaceAll('""', '"') : text.slice(at, end);
    row.push(field.replace(/\r$/, ''));
    if (text[end] === ',') {
      at = end + 1;
      // An empty field follows a comma at the very end.
      if (at === text.length) row.push('');
      continue;
    }
    yield row;
    row = [];
    at = text[end] === '\r' ? end + 2 : end + 1;
  }
  if (row.length > 0) yield row;
}

/** Returns the position after the closing quote; −1 if there is none. */
function endOfQuoted(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at + 1;
  }
  return -1;
}

function endOfPlain(text: string, start: number): number {
  const line = text.indexOf('\n', start);
  const comma = text.indexOf(',', start);
  const ends = [line, comma].filter((end) => end >= 0);
  return ends.length === 0 ? text.length : Math.min(...ends);
}
