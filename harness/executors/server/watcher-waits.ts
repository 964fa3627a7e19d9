/** What nodemon, Node.js and others say once the program that they watch has ended: they go on. */
const WAITS = /app crashed|waiting for (?:file )?changes before|Failed running '/iu;
/** What the program printed comes a little later than what its watcher says, milliseconds. */
export const WATCHER_MS = 200;

/**
 * Whether a line says that the program has ended and that what watches its files waits for a change.
 * Nobody makes one while it is measured, so that there is nothing to wait for.
 */
export function saysWatcherWaits(line: string): boolean {
  return WAITS.test(line);
}
