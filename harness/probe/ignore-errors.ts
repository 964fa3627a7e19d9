/**
 * Runs what observes a measured program, which must not fail because of it: a library or a Node.js
 * with a different structure is not observed. Returns undefined on an error.
 */
export function ignoreErrors<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
