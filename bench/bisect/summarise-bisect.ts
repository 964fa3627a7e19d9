import { median } from '../../harness/stats/descriptive-statistics.ts';
import { formatShare } from '../../reports/format-quantity.ts';
import type { BenchResult } from '../bench-result.ts';
import { listDistinct } from '../verdicts/provenance.ts';
import type { BisectEntry, SearchEntry } from './bisect-entries.ts';
import { COMMIT_COUNT, STEP_SIZE } from './plan-search.ts';

export const PLANNED_SEARCHES = 40;
/** Minimum number of correct searches out of forty. */
const LEAST_RIGHT = 39;

/** Summarizes all histories; the claim fails while planned histories are unsearched. */
export function summariseBisect(entries: readonly BisectEntry[], planned: number): BenchResult {
  const searches = entries.filter((entry) => entry.type === 'search');
  const count = searches.length;
  const right = searches.filter(({ found, culprit }) => found === culprit).length;
  const wrong = searches.filter(({ found, culprit }) => found !== null && found !== culprit).length;
  const halved = searches.filter(({ halving, culprit }) => halving.found === culprit).length;
  const traces = searches.filter((entry) => entry.traces !== '').length;
  const spread = median(searches.map((entry) => entry.ends?.spread ?? Number.NaN));
  const least = Math.ceil((LEAST_RIGHT / PLANNED_SEARCHES) * planned);
  const row = { ratio: null, low: null, high: null };
  return {
    title: `Bisecting ${COMMIT_COUNT} commits`,
    method: `A step of ${formatShare(STEP_SIZE)} in time, in one of ${COMMIT_COUNT} commits, at a place drawn anew for each of ${count} histories of four workloads in turn, while another process burns CPU in bursts (0.3 s of every second on average). How much more work the step is was measured beforehand without that load, as for the verdicts above. Beside it: halving, as git bisect run does it, with a full decision of perf-harness compare against the good commit at each stop, on the same histories under the same load. The robust spread of a pair was ${formatShare(spread)} in the median. Commit ${listDistinct(searches.map(({ commit }) => commit))}.`,
    seconds: Math.round(
      searches.reduce((sum, search) => sum + search.wallSeconds + search.halving.wallSeconds, 0),
    ),
    rows: [
      {
        ...row,
        name: 'the right commit, confirmed',
        ours: `${right} of ${count}`,
        peer: `${halved} of ${count}`,
        limit: `at least ${least} of ${planned}`,
        holds: count >= planned && right >= least,
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
    tables: [whatItTakes(searches, { right, halved }), byWorkload(searches)],
  };
}

type Table = NonNullable<BenchResult['tables']>[number];

function whatItTakes(
  searches: readonly SearchEntry[],
  { right, halved }: { readonly right: number; readonly halved: number },
): Table {
  const every = (COMMIT_COUNT - 1) * median(searches.map(({ pairs }) => pairs.ends));
  const secondsPerPair = median(
    searches.map((search) => search.measuringSeconds / pairsOf(search)),
  );
  const seconds = (all: readonly number[]): string => median(all).toFixed(0);
  return {
    title: 'What it takes',
    note: 'Medians over the histories; pairs of bisect include those of the ends and of the confirmation, seconds all snapshots. Testing every commit is estimated: as many decisions, each with the pairs of the ends and the seconds that these take, without snapshots.',
    head: ['', 'right', 'pairs', 'seconds'],
    body: [
      [
        'perf-harness bisect',
        `${right} of ${searches.length}`,
        `${Math.round(median(searches.map(pairsOf)))}`,
        seconds(searches.map((search) => search.wallSeconds)),
      ],
      [
        'halving with full decisions',
        `${halved} of ${searches.length}`,
        `${Math.round(median(searches.map(({ halving }) => halving.pairs)))}`,
        seconds(searches.map(({ halving }) => halving.wallSeconds)),
      ],
      [
        'testing every commit (estimated)',
        '',
        `${Math.round(every)}`,
        (every * secondsPerPair).toFixed(0),
      ],
    ],
  };
}

function byWorkload(searches: readonly SearchEntry[]): Table {
  const names = [...new Set(searches.map(({ workload }) => workload))];
  return {
    title: 'By workload',
    note: 'Planted is how much more of the work the culprit does; seen is the median change between the ends, as the decision over the ends found it.',
    head: ['workload', 'histories', 'right', 'work, planted', 'time, seen', 'pairs', 'seconds'],
    body: names.map((name) => {
      const own = searches.filter(({ workload }) => workload === name);
      const seen = median(own.map(({ ends }) => ends?.ratio ?? Number.NaN));
      return [
        name,
        `${own.length}`,
        `${own.filter(({ found, culprit }) => found === culprit).length}`,
        `+${formatShare(median(own.map(({ work }) => work)) - 1)}`,
        `+${formatShare(seen - 1)}`,
        `${Math.round(median(own.map(pairsOf)))}`,
        median(own.map((search) => search.wallSeconds)).toFixed(0),
      ];
    }),
  };
}

function pairsOf({ pairs }: SearchEntry): number {
  return pairs.ends + pairs.search + pairs.confirmation;
}
