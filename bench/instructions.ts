/**
 * How far counts of the same code lie apart, what a pair takes, and whether half a percent more work
 * is found. The full set takes about an hour, can be stopped at any time, and goes on where it was.
 *
 *   npm run bench -- instructions            100 comparisons of the same code, 50 with more work
 *   npm run bench -- instructions --quick    some pairs of three workloads, a minute or two
 *   npm run bench -- instructions --table    what is known so far
 *   npm run bench -- instructions --fresh    forgets what was done
 *
 * What is done is kept in bench/results/instructions.jsonl, a line a piece.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createHost } from '../harness/host.ts';
import { printBenchResult } from './bench-result.ts';
import { ROOT } from './built-package.ts';
import { createMeasurer, type Measured } from './instructions/measure-piece.ts';
import { planPieces } from './instructions/pieces.ts';
import { summarise } from './instructions/summarise.ts';
import { openJournal } from './verdicts/journal.ts';

const { values } = parseArgs({
  options: {
    fresh: { type: 'boolean', default: false },
    table: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
  },
});
const isFull = !values.quick;
const file = isFull
  ? join(ROOT, 'bench/results/instructions.jsonl')
  : join(ROOT, '.perf-harness/bench-instructions.jsonl');
if (values.fresh || !isFull) rmSync(file, { force: true });
const journal = openJournal<Measured>(file);
if (!values.table) await workOff();
const entries = journal.entries();
const seconds = entries.flatMap(({ pairMs }) => pairMs).reduce((sum, ms) => sum + ms, 0) / 1_000;
printBenchResult({ ...summarise(entries), seconds: Math.round(seconds) });

/** Measures what is not in the journal yet; each piece is saved as soon as it is finished. */
async function workOff(): Promise<void> {
  const done = new Set(journal.entries().map(({ id }) => id));
  const open = planPieces(isFull).filter(({ id }) => !done.has(id));
  const host = createHost();
  const folder = mkdtempSync(join(tmpdir(), 'bench-instructions-'));
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  process.once('SIGINT', onSignal);
  try {
    const measure = createMeasurer(host, folder);
    for (const [number, piece] of open.entries()) {
      if (stop.signal.aborted) break;
      console.error(`${number + 1} of ${open.length}: ${piece.id}`);
      journal.append(await measure(piece));
    }
  } finally {
    process.removeListener('SIGINT', onSignal);
    await host.processes.stopAll();
    rmSync(folder, { recursive: true, force: true });
  }
}
