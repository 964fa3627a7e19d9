/** Joins texts; empty texts are left out. */
export function joined(texts: readonly string[], separator = '; '): string {
  return texts.filter((text) => text !== '').join(separator);
}
