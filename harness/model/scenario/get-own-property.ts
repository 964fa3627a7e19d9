/** Returns a table's own entry for a user's word, perhaps a name every object inherits. */
export function getOwnProperty<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
