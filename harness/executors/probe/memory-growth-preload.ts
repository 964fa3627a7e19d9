/** Reports resident memory before a program's first line and at its exit; what a signal ends says nothing. */
import { openSync, writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const file = process.env.PERF_HARNESS_MEMORY_GROWTH;
// Resident memory is the process's: its threads have none of their own.
if (file !== undefined && file !== '' && isMainThread) recordInto(file);

function recordInto(path: string): void {
  let descriptor: number;
  try {
    // Opened at once: a file that is there says that a Node.js process took part.
    descriptor = openSync(path, 'a');
  } catch {
    // The program went to another user or another root: it goes unseen, but it must not fail.
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
