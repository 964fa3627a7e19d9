import { openSync, writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { ignoreErrors } from '../../probe/ignore-errors.ts';

/**
 * Appends a line to a file when this process exits; a process ended by a signal reports nothing.
 * @param variable - Environment variable with the path; if it is missing, nothing is done.
 * @param begin - Called at once; the returned function gives the line.
 */
export function reportAtExit(variable: string, begin: () => () => string): void {
  const path = process.env[variable];
  // Main thread only, since memory and CPU time are properties of the process.
  if (path === undefined || path === '' || !isMainThread) return;
  // Opened immediately: an existing file shows that a Node.js process took part. A program that
  // changed to another user or root directory is not observed, but must not fail.
  const descriptor = ignoreErrors(() => openSync(path, 'a'));
  if (descriptor === undefined) return;
  const end = begin();
  process.on('exit', () => {
    const line = `${end()}\n`;
    // The disk may be full, or the program may have closed a descriptor that was not its own.
    ignoreErrors(() => writeSync(descriptor, line));
  });
}
