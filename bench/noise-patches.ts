/**
 * False acceptance of patches that change nothing: forty strikes with real tests and measurement, half
 * with the patch alone, half together with a patch that gains. Takes an hour or more, can be stopped
 * at any time and resumes.
 *
 *   npm run bench -- noise-patches            forty
 *   npm run bench -- noise-patches --quick    two; not published
 *   npm run bench -- noise-patches --fresh    forgets what was done
 */
import '../harness/loader/register-self-reference.ts';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BenchResult, printBenchResult } from './bench-result.ts';
import { ROOT } from './built-package.ts';
import { FASTER_PATCH, NEUTRAL_PATCHES } from './noise-patches/neutral-patches.ts';
import { openBenchJournal } from './verdicts/bench-journal.ts';
import { readProvenance } from './verdicts/provenance.ts';

const { COMPARISON_LIMIT_MS, strikeNeutralPatch } = await import(
  './noise-patches/strike-neutral-patch.ts'
);
type NoiseEntry = Awaited<ReturnType<typeof strikeNeutralPatch>>;

const INTERRUPTED = 130;
/** Each patch so often in each setting: forty of all. */
const ROUNDS = 5;
/** Minimum number of rejected patches out of forty. */
const LEAST_REJECTED = 39;
const SETTINGS = ['alone', 'beside'] as const;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
  },
});
const file = values.quick
  ? join(ROOT, '.perf-harness/bench-noise-patches/journal.jsonl')
  : join(ROOT, '.perf-harness/bench/noise-patches.jsonl');
if (values.fresh || values.quick) rmSync(file, { force: true });
const journal = openBenchJournal<NoiseEntry>(file);
const provenance = readProvenance();
const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopping.abort());

for (let round = 0; round < (values.quick ? 1 : ROUNDS); round += 1) {
  for (const { name, hypothesis } of values.quick ? NEUTRAL_PATCHES.slice(0, 1) : NEUTRAL_PATCHES) {
    for (const setting of SETTINGS) {
      const id = `${setting}/${name}/${round}`;
      const isDone = journal.entries().some((entry) => entry.id === id);
      if (isDone || stopping.signal.aborted) continue;
      const good = setting === 'beside' ? FASTER_PATCH : null;
      try {
        const entry = await strikeNeutralPatch(
          id,
          { name, noise: hypothesis, good },
          stopping.signal,
        );
        journal.append({ ...provenance(), ...entry });
        const word = entry.kept ? '✗ kept' : '✓ rejected';
        console.error(`${word} ${id}: ${entry.reason ?? ''} (${entry.seconds.toFixed(0)} s)`);
      } catch (error) {
        if (!stopping.signal.aborted) throw error;
      }
    }
  }
}
if (stopping.signal.aborted) {
  console.error(`${journal.entries().length} strikes are done; the same command goes on.`);
  process.exit(INTERRUPTED);
}
printBenchResult(resultOf(journal.entries()));

function resultOf(entries: readonly NoiseEntry[]): BenchResult {
  const row = { peer: '', ratio: null, low: null, high: null };
  const rejected = entries.filter(({ kept }) => !kept).length;
  const beside = entries.filter(({ goodKept }) => goodKept !== null);
  const good = beside.filter(({ goodKept }) => goodKept).length;
  const most = entries.length - Math.floor((LEAST_REJECTED / 40) * entries.length);
  return {
    title: 'Patches that change nothing',
    method: `A comment, another name of a variable, a function that nobody calls and white space, each in code that is run thousands of times in every measurement, as hypotheses of a strike with real tests and real measurement: half of them by itself, half beside a patch that makes the program faster. Each comparison has ${COMPARISON_LIMIT_MS / 1_000} s; what is not decided by then counts as no gain.`,
    seconds: Math.round(entries.reduce((sum, { seconds }) => sum + seconds, 0)),
    rows: [
      {
        ...row,
        name: 'patches that change nothing are rejected',
        ours: `${rejected} of ${entries.length}`,
        limit: `at least ${LEAST_REJECTED} of 40`,
        holds: entries.length - rejected <= most,
      },
      {
        ...row,
        name: 'the good patch beside them is kept',
        ours: `${good} of ${beside.length}`,
        limit: 'all',
        holds: good === beside.length,
      },
    ],
    tables: [
      {
        title: 'By patch',
        note: '',
        head: ['patch', 'alone: kept', 'beside a good one: kept'],
        body: NEUTRAL_PATCHES.map(({ name }) => [
          name,
          ...SETTINGS.map((setting) => {
            const own = entries.filter(
              (entry) => entry.patch === name && entry.setting === setting,
            );
            return `${own.filter(({ kept }) => kept).length} of ${own.length}`;
          }),
        ]),
      },
    ],
  };
}
