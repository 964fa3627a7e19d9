/**
 * The headline: error rates of verdicts and the seconds they take, beside peers. Takes hours, can be
 * stopped at any time, and goes on where it was stopped.
 *
 *   npm run bench -- verdicts                      all of it
 *   npm run bench -- verdicts --quick              a little of it, about a minute
 *   npm run bench -- verdicts --only=same,plans    parts: cases, peers, tools, plans
 *   npm run bench -- verdicts --table              what is known so far
 *   npm run bench -- verdicts --fresh              forgets what was done
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createHost } from '../harness/host.ts';
import { createMeasurementLock } from '../harness/sampling/measurement-lock.ts';
import { openRunFolder } from '../harness/sampling/run-folder.ts';
import { printBenchResult } from './bench-result.ts';
import { buildPackage, ROOT } from './built-package.ts';
import { CASES } from './verdicts/cases.ts';
import type { DoseEntry, Entry, Provenance } from './verdicts/entries.ts';
import { openJournal } from './verdicts/journal.ts';
import { perform } from './verdicts/perform.ts';
import { createPace, durationText, outcomeText } from './verdicts/progress.ts';
import { summarise } from './verdicts/summary.ts';
import { tableText } from './verdicts/table-text.ts';
import { FULL, PARTS, planTasks, QUICK, type Task } from './verdicts/tasks.ts';
import { openExecutors } from './verdicts/units.ts';
import { openWorkbench } from './verdicts/workbench.ts';

/** Fixes the order of everything, all coins and all V8 seeds. */
const SEED = 20_261_120;
/** Failures in a row after which the machine, not a comparison, is what is wrong. */
const MOST_FAILURES = 3;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    table: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
const asked = values.only?.split(',') ?? PARTS;
const unknown = asked.filter((part) => !PARTS.includes(part));
if (unknown.length > 0) {
  console.error(`There is no part "${unknown.join('", "')}"; there are ${PARTS.join(', ')}.`);
  process.exit(2);
}

const amounts = values.quick ? QUICK : FULL;
const state = join(ROOT, '.perf-harness/bench-verdicts', values.quick ? 'quick' : 'full');
if (values.fresh || (values.quick && !values.table))
  rmSync(state, { recursive: true, force: true });
const journal = openJournal<Entry>(join(state, 'journal.jsonl'));
const tasks = planTasks(amounts, (part) => asked.includes(part), SEED);
const wasStopped = values.table ? false : await work(open(tasks));

const known = new Set(
  journal.entries().flatMap((entry) => (entry.type === 'compare' ? [entry.case] : [])),
);
const result = summarise(
  journal.entries(),
  CASES.filter(({ id }) => known.has(id) || asked.includes(id))
    .map((compareCase) => ({ compareCase, planned: amounts.runsOf(compareCase) }))
    .filter(({ planned }) => planned > 0),
);
for (const table of result.tables ?? []) console.error(`\n${tableText(table)}`);
const head = ['promise', 'found', 'promised', 'holds'];
const body = result.rows.map(({ name, ours, limit, holds }) => [
  name,
  ours,
  limit,
  holds ? 'yes' : 'NO',
]);
console.error(`\n${tableText({ title: result.title, head, body })}\n`);
const left = open(tasks).length;
if (left > 0)
  console.error(`${left} of ${tasks.length} pieces are left; the same command goes on.`);
if (wasStopped) process.exit(130);
printBenchResult(result);

/** What is not in the journal yet. */
function open(all: readonly Task[]): readonly Task[] {
  const done = new Set(journal.entries().map(({ id }) => id));
  return all.filter(({ id }) => !done.has(id));
}

/** Does what is left; whether it was stopped. */
async function work(todo: readonly Task[]): Promise<boolean> {
  if (todo.length === 0) return false;
  if (todo.some(({ type }) => type === 'compare')) buildPackage();
  const host = createHost();
  const executors = openExecutors(host);
  // Clears what a killed run left.
  const runFolder = openRunFolder(host);
  const stop = new AbortController();
  const onSignal = (): void => {
    console.error('stopping …');
    stop.abort(new Error('stopped'));
  };
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  const provenance = readProvenance();
  const workbench = openWorkbench({
    host,
    executors,
    folder: runFolder.path,
    signal: stop.signal,
    dose: async (workload, metric, find) => {
      const id = `dose/${workload}/${metric}`;
      const known = journal.entries().find((entry): entry is DoseEntry => entry.id === id);
      if (known !== undefined) return known;
      const { workShare } = await find();
      const entry: DoseEntry = { ...provenance(), type: 'dose', id, workShare };
      journal.append(entry);
      console.error(`${id}: ${outcomeText(entry)}`);
      return entry;
    },
  });
  const documents = join(state, 'documents');
  const context = {
    host,
    executors,
    workbench,
    documents,
    seed: SEED,
    time: amounts.time,
    lock: createMeasurementLock(host, {
      label: 'bench verdicts',
      onWaiting: (holder) => console.error(`waiting for ${holder}`),
    }),
    signal: stop.signal,
    provenance,
  };
  const pace = createPace();
  let failures = 0;
  try {
    for (const [position, task] of todo.entries()) {
      if (stop.signal.aborted) return true;
      const startedMs = host.clock.monotonicMs();
      try {
        const entry = await perform(task, context);
        if (stop.signal.aborted) return true;
        const tookSeconds = (host.clock.monotonicMs() - startedMs) / 1_000;
        journal.append({ ...entry, tookSeconds });
        failures = 0;
        pace.note(task, tookSeconds);
        const leftText = durationText(pace.leftSeconds(todo.slice(position + 1)));
        const done = tasks.length - todo.length + position + 1;
        console.error(
          `[${done}/${tasks.length}] ${task.id}: ${outcomeText(entry)} (${leftText} left)`,
        );
      } catch (error) {
        if (stop.signal.aborted) return true;
        failures += 1;
        console.error(
          `${task.id} failed and is left for the next time: ${(error as Error).message}`,
        );
        process.exitCode = 1;
        if (failures >= MOST_FAILURES) throw new Error(`${failures} pieces in a row failed`);
      }
    }
    return false;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    await executors.dispose();
    await host.processes.stopAll();
    runFolder.remove();
  }
}

function readProvenance(): () => Provenance {
  const git = (...args: readonly string[]): string =>
    spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' }).stdout.trim();
  const changed = git(
    'status',
    '--porcelain',
    '--',
    'api',
    'cli',
    'harness',
    'reports',
    'index.ts',
  );
  const commit = `${git('rev-parse', '--short', 'HEAD')}${changed === '' ? '' : '+'}`;
  const node = process.versions.node;
  return () => ({ at: new Date().toISOString(), commit, node });
}
