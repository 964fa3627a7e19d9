/** Reports resident memory before a program's first line and at exit; none if ended by a signal. */
import { openSync, writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const file = process.env.PERF_HARNESS_MEMORY_GROWTH;
// Main thread only, since resident memory is a property of the process.
if (file !== undefined && file !== '' && isMainThread) recordInto(file);

function recordInto(path: string): void {
  let descriptor: number;
  try {
    // Opened immediately: an existing file shows that a Node.js process took part.
    descriptor = openSync(path, 'a');
  } catch {
    // The program changed to another user or root directory: it is not observed, but must not fail.
    return;
  }
  const startBytes = process.memoryUsage.rss();
  process.on('exit', () => {
    try {
      writeSync(descriptor, `${process.memoryUsage.rss() - startBytes}\n`);
    } catch {
      // Disk full, or the program closed a descriptor that was not its own.
    }
  });
}
