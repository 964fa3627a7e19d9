import { median } from '../../harness/stats/descriptive-statistics.ts';
import type { BenchResult, BenchRow, BenchTable } from '../bench-result.ts';
import { listDistinct } from '../verdicts/provenance.ts';
import type { CompareEntry } from '../verdicts/verdict-entries.ts';
import { COUNTED_CASES } from './counted-cases.ts';
import type { CalibratedEntry, GrowthEntry, InstructionsEntry } from './instructions-entries.ts';
import type { ComparisonPurpose, PlannedComparison } from './plan-comparisons.ts';

/** Claimed limits: standard deviation of same-code pairs, seconds of a pair and a comparison. */
const MOST_SPREAD = { instructions: 0.0004, allocated: 0.005 } as const;
const MOST_PAIR_S = 8;
const MOST_COMPARISON_S = 30;

/** Summarizes all entries as claims, which fail while planned comparisons are missing. */
export function summariseInstructions(
  entries: readonly InstructionsEntry[],
  pieces: readonly PlannedComparison[],
): BenchResult {
  const calibrated = entries.filter((entry) => entry.type === 'calibrated');
  const compared = entries.filter((entry) => entry.type === 'compare');
  const rows = [
    ...spreadRows(calibrated, 'instructions'),
    ...spreadRows(calibrated, 'allocated'),
    ...pairSeconds(calibrated),
    ...verdictRow(compared, pieces, 'same'),
    ...verdictRow(compared, pieces, 'slower'),
    ...comparisonSeconds(compared),
    ...replayedRow(compared),
  ];
  return {
    title: 'Instructions and allocated bytes',
    method: `Whole runs of \`perf-harness compare base head --metric instructions\` in small git repositories that were calibrated with 20 pairs, at the default margin of 0.3 %: identical code, and code with half a per cent more instructions. Seconds run from the first unit to the last. Spread is the standard deviation of the log-ratio of pairs of identical code. Identical code: commit ${commitsOf(compared, 'same')}; more instructions: commit ${commitsOf(compared, 'slower')}.`,
    // The comparisons may run in parts over several days, so their own durations are summed.
    seconds: Math.round(
      compared.reduce((sum, { seconds, setupSeconds }) => sum + seconds + setupSeconds, 0),
    ),
    rows,
    tables: [byWorkload(entries)],
  };
}

function commitsOf(compared: readonly CompareEntry[], purpose: ComparisonPurpose): string {
  return listDistinct(
    compared.filter((entry) => entry.case === purpose).map(({ commit }) => commit),
  );
}

function spreadRows(
  calibrated: readonly CalibratedEntry[],
  metric: keyof typeof MOST_SPREAD,
): BenchRow[] {
  return calibrated.flatMap(({ workload, metrics }) => {
    const found = metrics[metric];
    const deviation = found?.deviation;
    if (found === undefined || deviation === undefined) return [];
    const most = MOST_SPREAD[metric];
    return row({
      name: `spread of ${metric}, ${workload}`,
      ours: `${(deviation * 100).toFixed(4)} % (${found.pairs} pairs)`,
      limit: `at most ${most * 100} %`,
      holds: deviation <= most,
    });
  });
}

function pairSeconds(calibrated: readonly CalibratedEntry[]): BenchRow[] {
  const seconds = calibrated.flatMap(({ metrics }) => metrics.instructions?.seconds_per_pair ?? []);
  if (seconds.length === 0) return [];
  return [
    row({
      name: 'a pair whose instructions are counted',
      ours: `${median(seconds).toFixed(1)} s in the median of the workloads`,
      limit: `under ${MOST_PAIR_S} s`,
      holds: median(seconds) < MOST_PAIR_S,
    }),
  ];
}

const VERDICTS: Readonly<
  Record<
    ComparisonPurpose,
    { name: string; limit: string; called: readonly string[]; all: boolean }
  >
> = {
  same: {
    name: 'identical code: regressed or improved',
    limit: 'none',
    called: ['regressed', 'improved'],
    all: false,
  },
  slower: {
    name: '0.5 % more instructions: regressed',
    limit: 'every one',
    called: ['regressed'],
    all: true,
  },
};

function verdictRow(
  compared: readonly CompareEntry[],
  pieces: readonly PlannedComparison[],
  purpose: ComparisonPurpose,
): BenchRow[] {
  const own = compared.filter((entry) => entry.case === purpose);
  if (own.length === 0) return [];
  const planned = pieces.filter((piece) => piece.purpose === purpose).length;
  const { name, limit, called, all } = VERDICTS[purpose];
  const count = own.filter(({ metrics }) =>
    called.includes(metrics.instructions?.verdict ?? ''),
  ).length;
  return [
    row({
      name,
      ours: `${count} of ${own.length}`,
      limit: `${limit} of ${planned}`,
      holds: own.length >= planned && count === (all ? own.length : 0),
    }),
  ];
}

/** Reports the time of comparisons that find a change; the others' is listed by workload. */
function comparisonSeconds(compared: readonly CompareEntry[]): BenchRow[] {
  const each = compared.filter((entry) => entry.case === 'slower').map(({ seconds }) => seconds);
  if (each.length === 0) return [];
  const longest = Math.max(...each);
  return [
    row({
      name: '0.5 % more instructions: time of a comparison',
      ours: `${median(each).toFixed(1)} s in the median, at most ${longest.toFixed(1)} s`,
      limit: `each within ${MOST_COMPARISON_S} s`,
      holds: longest <= MOST_COMPARISON_S,
    }),
  ];
}

function replayedRow(compared: readonly CompareEntry[]): BenchRow[] {
  if (compared.length === 0) return [];
  const same = compared.filter(({ isReplayed }) => isReplayed).length;
  return [
    row({
      name: 'verdicts recomputed from raw values',
      ours: `${same} of ${compared.length} the same`,
      limit: 'all',
      holds: same === compared.length,
    }),
  ];
}

function byWorkload(entries: readonly InstructionsEntry[]): BenchTable {
  const compared = entries.filter((entry) => entry.type === 'compare');
  const growths = entries.filter((entry): entry is GrowthEntry => entry.type === 'growth');
  return {
    title: 'By workload',
    note: 'Growth is what more work does to the instructions; found is the median change of the comparisons with half a per cent more of them. Pairs, seconds and the longest comparison are over both kinds; what is promised of the time is about those with more instructions.',
    head: ['workload', 'growth', 'found', 'same code', 'pairs', 's', 'longest'],
    body: COUNTED_CASES.flatMap(({ workload: { name } }) => {
      const own = compared.filter(({ workload }) => workload === name);
      const growth = growths.find(({ id }) => id === `growth/${name}`);
      if (own.length === 0 || growth === undefined) return [];
      return [
        [
          name,
          growth.workShare.toFixed(3),
          changeOf(own.filter((entry) => entry.case === 'slower')),
          changeOf(own.filter((entry) => entry.case === 'same')),
          `${median(own.map(({ metrics }) => metrics.instructions?.pairs ?? 0))}`,
          median(own.map(({ seconds }) => seconds)).toFixed(1),
          Math.max(...own.map(({ seconds }) => seconds)).toFixed(1),
        ],
      ];
    }),
  };
}

function changeOf(own: readonly CompareEntry[]): string {
  if (own.length === 0) return '';
  const change = median(own.map(({ metrics }) => metrics.instructions?.ratio ?? Number.NaN)) - 1;
  return `${change < 0 ? '−' : '+'}${(100 * Math.abs(change)).toFixed(3)} %`;
}

function row(claim: Pick<BenchRow, 'name' | 'ours' | 'limit' | 'holds'>): BenchRow {
  return { ...claim, peer: '', ratio: null, low: null, high: null };
}
