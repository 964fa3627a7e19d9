import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BenchResult, printBenchResult } from './bench-result.ts';
import { ROOT } from './built-package.ts';
import { type BenchJournalEntry, openBenchJournal } from './verdicts/bench-journal.ts';

const INTERRUPTED = 130;

/** Aborts when the bench is asked to stop. */
export function createStopSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopping.abort());
  return stopping.signal;
}

/** Opens a bench that can be stopped at any time and resumes; takes `--quick` and `--fresh`. */
export function openResumableBench<E extends BenchJournalEntry>(name: string) {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      fresh: { type: 'boolean', default: false },
    },
  });
  const place = values.quick ? `bench-${name}/journal` : `bench/${name}`;
  const file = join(ROOT, `.perf-harness/${place}.jsonl`);
  if (values.fresh || values.quick) rmSync(file, { force: true });
  const { entries, append } = openBenchJournal<E>(file);
  const signal = createStopSignal();
  const isOpen = (id: string): boolean =>
    !signal.aborted && !entries().some((entry) => entry.id === id);
  return {
    isQuick: values.quick,
    signal,
    entries,
    isOpen,
    /** Does a piece and stores it, unless it is done or the bench is to stop. */
    once: async (
      id: string,
      take: () => Promise<E>,
      lineOf: (entry: E) => string,
    ): Promise<void> => {
      if (!isOpen(id)) return;
      try {
        const entry = await take();
        append(entry);
        console.error(lineOf(entry));
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
    /** Publishes the result of all pieces, or says that some are missing. */
    finish: (resultOf: (entries: readonly E[]) => BenchResult): void => {
      if (signal.aborted) {
        console.error(`${entries().length} are done; the same command goes on.`);
        process.exit(INTERRUPTED);
      }
      printBenchResult(resultOf(entries()));
    },
  };
}
