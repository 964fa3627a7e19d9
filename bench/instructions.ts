/**
 * Spread of instruction counts of the same code, and verdicts of comparisons of counted instructions
 * on identical code and on 0.5 % more work. The full set takes about an hour, can be stopped at any
 * time and resumes.
 *
 *   npm run bench -- instructions            100 comparisons of the same code, 50 with more work
 *   npm run bench -- instructions --quick    two of one workload, two minutes; not published
 *   npm run bench -- instructions --table    what is known so far
 *   npm run bench -- instructions --fresh    forgets what was done
 *
 * What is done is kept in .perf-harness/bench/instructions.jsonl, a line a piece.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createHost } from '../harness/host.ts';
import { openTemporaryRunFolder } from '../harness/sampling/trial-artifact-files.ts';
import { printBenchResult } from './bench-result.ts';
import { buildPackage, ROOT } from './built-package.ts';
import {
  type CountedRepositories,
  openCountedRepositories,
} from './instructions/counted-repositories.ts';
import type { InstructionsEntry } from './instructions/instructions-entries.ts';
import { type PlannedComparison, planComparisons } from './instructions/plan-comparisons.ts';
import { summariseInstructions } from './instructions/summarise-instructions.ts';
import { createStopSignal } from './resumable-bench.ts';
import { openBenchJournal } from './verdicts/bench-journal.ts';
import { readProvenance } from './verdicts/provenance.ts';
import { runCompare } from './verdicts/run-compare.ts';
import type { CompareEntry } from './verdicts/verdict-entries.ts';

const INTERRUPTED = 130;
/** Pairs per calibration: enough to compare, fewer than the default, which takes four minutes. */
const CALIBRATION_PAIRS = { full: 20, quick: 10 } as const;

const { values } = parseArgs({
  options: {
    fresh: { type: 'boolean', default: false },
    table: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
  },
});
const isFull = !values.quick;
const state = join(ROOT, '.perf-harness/bench-instructions');
const file = isFull
  ? join(ROOT, '.perf-harness/bench/instructions.jsonl')
  : join(state, 'journal.jsonl');
if (values.fresh || (!isFull && !values.table)) rmSync(file, { force: true });
const journal = openBenchJournal<InstructionsEntry>(file);
const provenance = readProvenance();
const pieces = planComparisons(isFull);
if (!values.table) await workOff();
printBenchResult(summariseInstructions(journal.entries(), pieces));

/** Runs comparisons missing from the journal; each result is saved as soon as it is complete. */
async function workOff(): Promise<void> {
  const done = new Set(journal.entries().map(({ id }) => id));
  const open = pieces.filter(({ id }) => !done.has(id));
  if (open.length === 0) return;
  buildPackage();
  const host = createHost();
  const { path: folder, remove } = openTemporaryRunFolder(host);
  const signal = createStopSignal();
  const calibrationPairs = CALIBRATION_PAIRS[isFull ? 'full' : 'quick'];
  const repositories = openCountedRepositories({
    host,
    folder,
    journal,
    provenance,
    calibrationPairs,
    signal,
  });
  try {
    for (const [position, piece] of open.entries()) {
      signal.throwIfAborted();
      const entry = await compare(piece, repositories, signal);
      journal.append(entry);
      const { verdict, pairs } = entry.metrics.instructions ?? {};
      const number = pieces.length - open.length + position + 1;
      console.error(
        `[${number}/${pieces.length}] ${piece.id}: ${verdict}, ${pairs} pairs, ${entry.seconds.toFixed(1)} s`,
      );
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    console.error('stopped; the same command goes on.');
    process.exitCode = INTERRUPTED;
  } finally {
    await host.processes.stopAll();
    remove();
  }
}

async function compare(
  { id, purpose, counted, seed }: PlannedComparison,
  repositories: CountedRepositories,
  signal: AbortSignal,
): Promise<CompareEntry> {
  const project = await repositories.open(counted);
  const documents = join(state, 'documents');
  mkdirSync(documents, { recursive: true });
  const document = join(documents, `${id.replaceAll('/', '-')}.json.gz`);
  const found = await runCompare({
    project,
    head: purpose,
    margin: null,
    decideBy: 'instructions',
    time: null,
    seed,
    document,
    signal,
  });
  const workload = counted.workload.name;
  return { ...provenance(), type: 'compare', id, case: purpose, workload, seed, ...found };
}
