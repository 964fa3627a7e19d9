/** Without what was not said. */
export function given<T extends object>(words: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(words).filter(([, value]) => value !== undefined),
  ) as never;
}
