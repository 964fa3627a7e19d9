/**
 * Bisecting 64 commits with one step of 5 %, while a load made by the bench disturbs the machine,
 * beside bisection with a full verdict at each step, and beside what testing every commit would take.
 * Takes hours, can be stopped at any time, and goes on where it was stopped.
 *
 *   npm run bench -- bisect            forty histories
 *   npm run bench -- bisect --quick    one, some minutes; not published
 *   npm run bench -- bisect --table    what is known so far
 *   npm run bench -- bisect --fresh    forgets what was done
 *
 * What is done is kept in .perf-harness/bench/bisect.jsonl, a line a history.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { printBenchResult } from './bench-result.ts';
import type { BisectEntry, SearchEntry } from './bisect/bisect-entries.ts';
import { measureStepEffect } from './bisect/measure-step-effect.ts';
import { planSearch, STEP_SIZE } from './bisect/plan-search.ts';
import { runPlantedSearch } from './bisect/run-planted-search.ts';
import { PLANNED_SEARCHES, summariseBisect } from './bisect/summarise-bisect.ts';
import { buildPackage, ROOT } from './built-package.ts';
import { createStopSignal } from './resumable-bench.ts';
import { openBenchJournal } from './verdicts/bench-journal.ts';
import { computePlantedAmount } from './verdicts/dose-response.ts';
import { readProvenance } from './verdicts/provenance.ts';
import type { DoseResponseEntry } from './verdicts/verdict-entries.ts';
import { readDefaultAmount, type Workload } from './verdicts/workloads.ts';

const INTERRUPTED = 130;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    table: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
  },
});
const runs = values.quick ? 1 : PLANNED_SEARCHES;
const file = values.quick
  ? join(ROOT, '.perf-harness/bench-bisect.jsonl')
  : join(ROOT, '.perf-harness/bench/bisect.jsonl');
if (values.fresh || (values.quick && !values.table)) rmSync(file, { force: true });
const journal = openBenchJournal<BisectEntry>(file);
const provenance = readProvenance();
if (!values.table) await workOff();
printBenchResult(summariseBisect(journal.entries(), runs));

/** Searches the remaining histories; each result is saved as soon as it is complete. */
async function workOff(): Promise<void> {
  buildPackage();
  const signal = createStopSignal();
  const done = new Set(journal.entries().map(({ id }) => id));
  const open = Array.from({ length: runs }, (_, index) => planSearch(index)).filter(
    ({ id }) => !done.has(id),
  );
  try {
    for (const plan of open) {
      const amount = await amountOfStep(plan.workload, signal);
      signal.throwIfAborted();
      const entry = { ...provenance(), ...(await runPlantedSearch(plan, amount, signal)) };
      journal.append(entry);
      console.error(lineOf(entry));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    const searched = journal.entries().filter(({ type }) => type === 'search').length;
    console.error(`${searched} of ${runs} are done; the same command goes on.`);
    process.exit(INTERRUPTED);
  }
}

/** Returns how often a workload repeats work for the step; the same in a resumed bench. */
async function amountOfStep(workload: Workload, signal: AbortSignal): Promise<number> {
  const id = `dose/${workload.name}`;
  const known = journal.entries().find((entry): entry is DoseResponseEntry => entry.id === id);
  if (known !== undefined)
    return computePlantedAmount(readDefaultAmount(workload), STEP_SIZE, known);
  const dose = await measureStepEffect(workload, signal);
  signal.throwIfAborted();
  const entry: DoseResponseEntry = { ...provenance(), type: 'dose', id, ...dose };
  journal.append(entry);
  console.error(`${id}: ${dose.workShare.toFixed(2)} of the work, by ${dose.pairs} pairs`);
  return computePlantedAmount(readDefaultAmount(workload), STEP_SIZE, entry);
}

function lineOf({
  id,
  workload,
  culprit,
  found,
  pairs,
  wallSeconds,
  halving,
}: SearchEntry): string {
  const total = pairs.ends + pairs.search + pairs.confirmation;
  return `${id} ${workload}: c${culprit}, found ${found ?? 'none'}, ${total} pairs, ${wallSeconds.toFixed(0)} s; halving ${halving.found}, ${halving.pairs} pairs, ${halving.wallSeconds.toFixed(0)} s`;
}
