/**
 * The measured process's side of a count: a file that grows by one byte for each event, so that all
 * processes and worker threads share it and its length is the count. A write takes longer than many
 * queries, so events without a wait between them are written in one batch. A server is measured by
 * its times, so it writes when its probe requests it, which is before anybody reads.
 */
import { openSync, writeSync } from 'node:fs';
import { setTimeout } from 'node:timers';
import { processSingleton } from '../../probe/process-singleton.ts';

/** Events that are written at the latest; a program that is killed in the middle loses fewer. */
const MOST_PENDING = 16_384;
/** Delay of a server's write without a request, milliseconds. */
const LAZY_MS = 50;
const BYTES = Buffer.alloc(MOST_PENDING, '.');

/** Shared by two bundles: the code that counts, and the probe that requests a flush. */
const flushes = processSingleton('flush-counts', () => new Set<() => void>());

/** Writes the pending counts of this thread. */
export function flushEventCounts(): void {
  for (const flush of flushes) flush();
}

/** Opens a counter. @returns Counts an event. @throws Error if the file cannot be appended to. */
export function openEventCountFile(path: string): () => void {
  // Opened immediately: an existing file shows that a Node.js process took part.
  const descriptor = openSync(path, 'a');
  let pending = 0;
  let isScheduled = false;
  let isEnding = false;
  const flush = (): void => {
    if (pending === 0) return;
    try {
      writeSync(descriptor, BYTES, 0, pending);
    } catch {
      // Disk full, or the program closed a descriptor that was not its own.
    }
    pending = 0;
  };
  // Without the probe no timer is used: a timer causes another event-loop iteration, which costs
  // more than a write, and a program ended by a signal would lose pending counts.
  const isAsked = process.env.PERF_HARNESS_PROBE !== undefined;
  const later = (work: () => void): void => {
    if (isAsked) setTimeout(work, LAZY_MS).unref();
    else queueMicrotask(work);
  };
  const onPause = (): void => {
    isScheduled = false;
    flush();
  };
  flushes.add(flush);
  process.on('exit', () => {
    isEnding = true;
    flush();
  });
  return () => {
    pending += 1;
    if (isEnding || pending === MOST_PENDING) flush();
    else if (!isScheduled) {
      isScheduled = true;
      later(onPause);
    }
  };
}
