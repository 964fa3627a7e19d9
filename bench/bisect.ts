/**
 * Bisecting 64 commits with one step of 5 %, while a load made by the bench disturbs the machine,
 * beside halving with a full decision at each stop, and beside what testing every commit would take.
 * Takes hours, can be stopped at any time, and goes on where it was stopped.
 *
 *   npm run bench -- bisect            forty histories
 *   npm run bench -- bisect --quick    one, some minutes; not published
 *   npm run bench -- bisect --fresh    forgets what was done
 *
 * What is done is kept in bench/results/bisect.jsonl, a line a history.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatShare } from '../reports/scale.ts';
import { type BenchResult, printBenchResult } from './bench-result.ts';
import { COMMITS, type SearchEntry, searchOnce } from './bisect/search-once.ts';
import { buildPackage, ROOT } from './built-package.ts';
import { openJournal } from './verdicts/journal.ts';

const INTERRUPTED = 130;
const RUNS = 40;
/** Of forty. */
const LEAST_RIGHT = 39;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
  },
});
const runs = values.quick ? 1 : RUNS;
const file = values.quick
  ? join(ROOT, '.perf-harness/bench-bisect.jsonl')
  : join(ROOT, 'bench/results/bisect.jsonl');
if (values.fresh || values.quick) rmSync(file, { force: true });
const journal = openJournal<SearchEntry>(file);

buildPackage();
const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopping.abort());
const done = new Set(journal.entries().map(({ id }) => id));
for (let index = 0; index < runs && !stopping.signal.aborted; index += 1) {
  if (done.has(`run-${index}`)) continue;
  try {
    const entry = await searchOnce(index, stopping.signal);
    journal.append(entry);
    console.error(lineOf(entry));
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
  }
}
if (stopping.signal.aborted) {
  console.error(`${journal.entries().length} of ${runs} are done; the same command goes on.`);
  process.exit(INTERRUPTED);
}
printBenchResult(resultOf(journal.entries()));

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

function resultOf(entries: readonly SearchEntry[]): BenchResult {
  const count = entries.length;
  const right = entries.filter(({ found, culprit }) => found === culprit).length;
  const wrong = entries.filter(({ found, culprit }) => found !== null && found !== culprit).length;
  const halved = entries.filter(({ halving, culprit }) => halving.found === culprit).length;
  const total = ({ pairs }: SearchEntry): number => pairs.ends + pairs.search + pairs.confirmation;
  const [pairs, halvingPairs] = [middle(entries.map(total)), middle(entries.map(halvingPairsOf))];
  const seconds = middle(entries.map((entry) => entry.wallSeconds));
  const halvingSeconds = middle(entries.map(({ halving }) => halving.wallSeconds));
  const spread = middle(entries.map((entry) => entry.ends?.spread ?? Number.NaN));
  const every = (COMMITS - 1) * middle(entries.map((entry) => entry.pairs.ends));
  const secondsPerPair = middle(entries.map((one) => one.measuringSeconds / total(one)));
  const everySeconds = every * secondsPerPair;
  const traces = entries.filter((entry) => entry.traces !== '').length;
  const row = { ratio: null, low: null, high: null };
  return {
    title: 'Bisecting 64 commits',
    method: `A step of 5 % in one of ${COMMITS} commits, at a place drawn anew for each of ${count} histories of four workloads in turn, while another process burns CPU in bursts (0.3 s of every second on average). Beside it: halving, as git bisect run does it, with a full decision of perf-harness compare against the good commit at each stop, on the same histories under the same load. The robust spread of a pair was ${formatShare(spread)} in the median.`,
    seconds: Math.round(
      entries.reduce((sum, one) => sum + one.wallSeconds + one.halving.wallSeconds, 0),
    ),
    rows: [
      {
        ...row,
        name: 'the right commit, confirmed',
        ours: `${right} of ${count}`,
        peer: `${halved} of ${count}`,
        limit: `at least ${LEAST_RIGHT} of ${RUNS}`,
        holds: right >= Math.ceil((LEAST_RIGHT / RUNS) * count),
      },
      {
        ...row,
        name: 'a wrong commit, confirmed',
        ours: `${wrong} of ${count}`,
        // Halving always ends at a commit.
        peer: `${count - halved} of ${count}`,
        limit: 'none',
        holds: wrong === 0,
      },
      {
        ...row,
        name: 'something left in the repository',
        ours: `${traces} of ${count}`,
        peer: '',
        limit: 'none',
        holds: traces === 0,
      },
    ],
    tables: [
      {
        title: 'What it takes',
        note: 'Medians over the histories; pairs of bisect include those of the ends and of the confirmation, seconds all snapshots. Testing every commit is estimated: as many decisions, each with the pairs of the ends and the seconds that these take, without snapshots.',
        head: ['', 'pairs', 'seconds'],
        body: [
          ['perf-harness bisect', `${pairs}`, seconds.toFixed(0)],
          ['halving with full decisions', `${halvingPairs}`, halvingSeconds.toFixed(0)],
          ['testing every commit (estimated)', `${every}`, everySeconds.toFixed(0)],
        ],
      },
    ],
  };
}

function halvingPairsOf({ halving }: SearchEntry): number {
  return halving.pairs;
}

function middle(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}
