import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Result of a finished piece of the bench, identified by `id`. */
export interface BenchJournalEntry {
  readonly id: string;
}

/** Finished pieces of the bench, a line of JSON each. */
export interface BenchJournal<E extends BenchJournalEntry> {
  readonly entries: () => readonly E[];
  readonly append: (entry: E) => void;
}

/**
 * Opens the journal in a file, with the entries of an earlier run. Each line is written and flushed
 * at once; a line cut off by a kill is dropped, so that all entries are complete.
 */
export function openBenchJournal<E extends BenchJournalEntry>(file: string): BenchJournal<E> {
  mkdirSync(dirname(file), { recursive: true });
  const kept = existsSync(file) ? wholeLines(file) : '';
  const entries = kept
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as E);
  return {
    entries: () => entries,
    append: (entry) => {
      const descriptor = openSync(file, 'a');
      try {
        writeSync(descriptor, `${JSON.stringify(entry)}\n`);
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      entries.push(entry);
    },
  };
}

function wholeLines(file: string): string {
  const text = readFileSync(file, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) truncateSync(file, Buffer.byteLength(whole));
  return whole;
}
