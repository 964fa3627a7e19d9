/**
 * Returns a table's own entry for a user's word, which may be a name that every object inherits.
 */
export function getOwnEntry<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
