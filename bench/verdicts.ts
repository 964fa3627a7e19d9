/**
 * The headline: error rates of verdicts and the seconds they take, beside peers. Takes hours, can be
 * stopped at any time, and goes on where it was stopped.
 *
 *   npm run bench -- verdicts                      all of it
 *   npm run bench -- verdicts --quick              a little of it, about two minutes
 *   npm run bench -- verdicts --only=same,tools    parts: cases, peers, tools
 *   npm run bench -- verdicts --workloads=http     what is measured on some workloads only
 *   npm run bench -- verdicts --table              what is known so far
 *   npm run bench -- verdicts --fresh              forgets what was done
 *
 * What is done is kept in .perf-harness/bench/verdicts.jsonl, a line a piece with its raw values, and
 * committed, so that it is carried on with on another machine of the kind and can be judged again.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BenchResult, printBenchResult } from './bench-result.ts';
import { ROOT } from './built-package.ts';
import { openBenchJournal } from './verdicts/bench-journal.ts';
import { COMPARE_CASES } from './verdicts/compare-cases.ts';
import { formatTable } from './verdicts/format-table.ts';
import {
  FULL_AMOUNTS,
  planTasks,
  QUICK_AMOUNTS,
  TASK_PARTS,
  type VerdictsTask,
} from './verdicts/plan-tasks.ts';
import { runTasks } from './verdicts/run-tasks.ts';
import { summariseVerdicts } from './verdicts/summarise-verdicts.ts';
import type { VerdictsEntry } from './verdicts/verdict-entries.ts';
import { WORKLOADS } from './verdicts/workloads.ts';

/** Fixes the order of everything, all coins and all V8 seeds. */
const SEED = 20_261_120;
const INTERRUPTED = 130;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    table: { type: 'boolean', default: false },
    only: { type: 'string' },
    workloads: { type: 'string' },
  },
});
const asked = values.only?.split(',') ?? TASK_PARTS;
refuseUnknown('part', asked, TASK_PARTS);
const names = WORKLOADS.map(({ name }) => name);
const workloads = values.workloads?.split(',') ?? names;
refuseUnknown('workload', workloads, names);

const amounts = values.quick ? QUICK_AMOUNTS : FULL_AMOUNTS;
const state = join(ROOT, '.perf-harness/bench-verdicts', values.quick ? 'quick' : 'full');
const file = values.quick
  ? join(state, 'journal.jsonl')
  : join(ROOT, '.perf-harness/bench/verdicts.jsonl');
if (values.fresh || (values.quick && !values.table)) {
  for (const path of [state, file]) rmSync(path, { recursive: true, force: true });
}
const journal = openBenchJournal<VerdictsEntry>(file);
const tasks = planTasks(amounts, (part) => asked.includes(part), SEED).filter((task) =>
  workloads.includes(task.workload),
);
const total = tasks.length;
const end = values.table
  ? { wasStopped: false, failures: 0 }
  : await runTasks(open(tasks), { journal, state, amounts, seed: SEED, total });

const result = summariseKnown();
show(result);
const left = open(tasks).length;
if (left > 0) console.error(`${left} of ${total} pieces are left; the same command goes on.`);
if (end.wasStopped) process.exit(INTERRUPTED);
if (end.failures > 0) process.exitCode = 1;
printBenchResult(result);

function refuseUnknown(noun: string, wanted: readonly string[], there: readonly string[]): void {
  const unknown = wanted.filter((name) => !there.includes(name));
  if (unknown.length === 0) return;
  console.error(`There is no ${noun} "${unknown.join('", "')}"; there are ${there.join(', ')}.`);
  process.exit(2);
}

/** Returns the tasks that are not in the journal yet. */
function open(all: readonly VerdictsTask[]): readonly VerdictsTask[] {
  const done = new Set(journal.entries().map(({ id }) => id));
  return all.filter(({ id }) => !done.has(id));
}

/** Summarizes everything in the journal, whatever was requested now. */
function summariseKnown(): BenchResult {
  const begun = new Set(
    journal.entries().flatMap((entry) => (entry.type === 'compare' ? [entry.case] : [])),
  );
  const cases = COMPARE_CASES.filter(({ id }) => begun.has(id) || asked.includes(id))
    .map((compareCase) => ({ compareCase, planned: amounts.runsOf(compareCase) }))
    .filter(({ planned }) => planned > 0);
  return summariseVerdicts(journal.entries(), cases);
}

/** Everything as text, the promises last. */
function show({ title, tables = [], rows }: BenchResult): void {
  for (const table of tables) console.error(`\n${formatTable(table)}`);
  const head = ['promise', 'found', 'promised', 'holds'];
  if (rows.length === 0) return;
  const body = rows.map((row) => [row.name, row.ours, row.limit, row.holds ? 'yes' : 'NO']);
  console.error(`\n${formatTable({ title, head, body })}\n`);
}
