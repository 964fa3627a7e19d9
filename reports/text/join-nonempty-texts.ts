/** Joins texts; empty texts are left out. */
export function joinTexts(texts: readonly string[], separator = '; '): string {
  return texts.filter((text) => text !== '').join(separator);
}
