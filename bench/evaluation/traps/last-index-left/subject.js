export function firstWord(text, word) {
  const own = new RegExp(word.source, word.flags);
  const found = own.exec(text);
  return found === null ? '' : found[0];
}
