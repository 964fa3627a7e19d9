/**
 * Accuracy of differential profiles: one of six functions, drawn at random, makes the program 8 %
 * slower, and `compare` must name it first under its verdict; with the same code on both sides it must
 * name no function. Takes most of an hour, can be stopped at any time and resumes.
 *
 *   npm run bench -- explain            twenty of each, and what files and pages take
 *   npm run bench -- explain --quick    one of each; not published
 *   npm run bench -- explain --fresh    forgets what was done
 */
import { formatShare } from '../reports/format-quantity.ts';
import { type BenchResult, NO_PEER } from './bench-result.ts';
import { buildPackage } from './built-package.ts';
import {
  type ExplainEntry,
  explainIdenticalSides,
  explainPlantedSlowdown,
  SLOWDOWN_SHARE,
} from './explain/explain-slowdown.ts';
import { measurePartDoseResponses } from './explain/workload-parts.ts';
import { openResumableBench } from './resumable-bench.ts';

const RUNS = 20;
/** Minimum number of correct runs out of twenty. */
const LEAST_RIGHT = 18;
/** Maximum number of attempts; a planted slowdown that was not detected as one is planted again. */
const MOST_ATTEMPTS = 40;

const bench = openResumableBench<ExplainEntry>('explain');
const { signal } = bench;
const runs = bench.isQuick ? 1 : RUNS;

buildPackage();
const doses = measurePartDoseResponses();
console.error(`doses ${JSON.stringify(doses)}`);
// Alternating, so that both kinds meet the same machine conditions.
for (let index = 0; index < MOST_ATTEMPTS && !signal.aborted; index += 1) {
  if (regressed().length < runs) {
    await bench.once(
      `planted-${index}`,
      () => explainPlantedSlowdown(index, doses, signal),
      lineOf,
    );
  }
  if (index < runs) {
    await bench.once(`identical-${index}`, () => explainIdenticalSides(index, signal), lineOf);
  }
}
bench.finish(resultOf);

function regressed(): readonly ExplainEntry[] {
  return bench.entries().filter(({ verdict }) => verdict === 'regressed');
}

function lineOf({ id, part, verdict, ratio, named, pairs, explained, wallSeconds }: ExplainEntry) {
  const what =
    part === null ? '' : ` ${part}: ${verdict} ${((ratio ?? 1) * 100 - 100).toFixed(1)} %,`;
  return `${id}${what} named ${named.join(', ') || 'none'} (${(100 * explained).toFixed(1)} %) in ${pairs} pairs, ${wallSeconds.toFixed(0)} s`;
}

function resultOf(entries: readonly ExplainEntry[]): BenchResult {
  const planted = entries.filter(({ kind }) => kind === 'planted');
  const slower = planted.filter(({ verdict }) => verdict === 'regressed');
  const identical = entries.filter(({ kind }) => kind === 'identical');
  const first = slower.filter(({ part, named }) => named[0] === part).length;
  const alone = slower.filter(({ part, named }) => named.length === 1 && named[0] === part).length;
  const wrong = identical.filter(({ named }) => named.length > 0).length;
  return {
    title: 'What a differential profile names',
    method: `A project of six functions of a seventh to a third of the time each. Planted: one of them, drawn anew for each run, does so much more that the whole takes ${formatShare(SLOWDOWN_SHARE)} longer, and every line of a file moves; perf-harness compare against the commit before, with its default options, and what it names under a verdict of regressed. Identical: the same code but for a comment, profiled by perf-harness profile --diff in 12 pairs. Both in turn, with fresh seeds, on a machine that others use too.`,
    seconds: Math.round(entries.reduce((sum, entry) => sum + entry.wallSeconds, 0)),
    rows: [
      {
        ...NO_PEER,
        name: 'the changed function, named first under a verdict of regressed',
        ours: `${first} of ${slower.length}`,
        limit: `at least ${LEAST_RIGHT} of ${RUNS}`,
        holds: slower.length > 0 && first >= Math.floor((LEAST_RIGHT / RUNS) * slower.length),
      },
      {
        ...NO_PEER,
        name: 'identical code with a function named',
        ours: `${wrong} of ${identical.length}`,
        limit: 'none',
        holds: wrong === 0,
      },
    ],
    tables: [
      {
        title: 'How it went',
        note: 'Runs whose verdict was another than regressed are not explained, and are no part of the first claim. Pairs and seconds are medians; what is explained is a share of the base.',
        head: [
          '',
          'runs',
          'regressed',
          'named first',
          'named alone',
          'explained',
          'pairs',
          'seconds',
        ],
        body: [
          [
            'planted',
            `${planted.length}`,
            `${slower.length}`,
            `${first}`,
            `${alone}`,
            formatShare(Math.max(0, middle(slower.map(({ explained }) => explained)))),
            `${middle(slower.map(({ pairs }) => pairs))}`,
            middle(planted.map(({ wallSeconds }) => wallSeconds)).toFixed(0),
          ],
          [
            'identical',
            `${identical.length}`,
            '',
            '',
            '',
            '',
            `${middle(identical.map(({ pairs }) => pairs))}`,
            middle(identical.map(({ wallSeconds }) => wallSeconds)).toFixed(0),
          ],
        ],
      },
    ],
  };
}

function middle(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}
