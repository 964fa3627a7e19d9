export function wordsOf(text) {
  return text
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '').length;
}
