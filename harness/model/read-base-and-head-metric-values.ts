import type { SideId } from './base-or-head-of-comparison.ts';
import { completedTrialBlocks } from './measurement-blocks-of-completed-trial.ts';
import type { Block, Trial } from './trial.ts';

/** The two units of a pair; a unit that was never begun has no trial. */
type Units = Readonly<Record<SideId, Trial | undefined>>;

/**
 * Metrics that can be compared within rounds, in short blocks: means and rates. Percentiles of
 * response times need all responses, and counts that are zero in most blocks (garbage collections)
 * need all blocks.
 */
const IN_ROUNDS: ReadonlySet<string> = new Set(['wall_time', 'cpu_time', 'throughput']);

/** Fewer rounds than this have no median to speak of. */
const LEAST_ROUNDS = 3;

/**
 * Returns the values of a metric in a pair, one for each side; null where a side has none.
 *
 * Where the units alternated in rounds of one block each, the two blocks of a round lie within a
 * tenth of a second and met the same machine; the sums over all rounds did not, since the speed of
 * a shared machine may change by half from one moment to the next. So the ratio of head to base is
 * that of the median round, and the base's value is that of its unit. Swapping the sides changes
 * the sign of the log-ratio and nothing else, which is all that the tests on pairs require.
 * docs/decisions/0026 has the spread of both for servers, 0027 for functions.
 */
export function readMetricPairValues(
  units: Units,
  metric: string,
): Readonly<Record<SideId, number>> | null {
  const [before, after] = [measured(units.a, metric), measured(units.b, metric)];
  if (before === null || after === null) return null;
  const ratio = IN_ROUNDS.has(metric) ? ratioInRounds(units, metric) : null;
  return { a: before, b: ratio === null ? after : before * ratio };
}

function ratioInRounds(units: Units, metric: string): number | null {
  if (metric !== 'cpu_time') return roundRatio(units, (block) => block[metric]);
  // For functions the CPU time of the whole unit counts: occasional work other than garbage
  // collection is in few blocks too.
  if (!isOfServer(units)) return null;
  return cpuRatio(units) ?? roundRatio(units, (block) => block[metric]);
}

/**
 * Returns the ratio of CPU time, in two parts. The cost of requests is compared in rounds. Garbage
 * collections occur in few rounds, so the median round would never include one; they are taken over
 * the whole unit, which makes them noisier. The first part is the geometric mean of both sides,
 * multiplied and divided by the root of the ratio from the rounds, so that swapping the sides only
 * inverts the result. null if the collections are unknown, or took longer on either side than its
 * CPU time.
 */
function cpuRatio(units: Units): number | null {
  const [cpuOfA, cpuOfB] = [measured(units.a, 'cpu_time'), measured(units.b, 'cpu_time')];
  const [gcOfA, gcOfB] = [measured(units.a, 'gc_time'), measured(units.b, 'gc_time')];
  if (cpuOfA === null || cpuOfB === null || gcOfA === null || gcOfB === null) return null;
  const ratio = roundRatio(
    units,
    ({ cpu_time: cpu, gc_time: gc }) =>
      cpu === undefined || gc === undefined ? undefined : cpu - gc,
    // A pause during which the system took the core away is longer than the CPU time of its round.
    (block) => (block.cpu_time ?? 0) > (block.gc_time ?? 0),
  );
  const [ownOfA, ownOfB] = [cpuOfA - gcOfA, cpuOfB - gcOfB];
  if (ratio === null || ownOfA <= 0 || ownOfB <= 0) return null;
  const own = Math.sqrt(ownOfA * ownOfB);
  const half = Math.sqrt(ratio);
  return (own * half + gcOfB) / (own / half + gcOfA);
}

/** Explains why a pair has no value of a metric: the side that lacks it, and the reason. */
export function explainMissingValue({ a, b }: Units, metric: string): string {
  const [before, after] = [measured(a, metric), measured(b, metric)];
  const [side, without] = after === null ? ['head', b] : ['base', a];
  const who =
    before === null && after === null
      ? 'neither side of the comparison has'
      : `the ${side} has no value for`;
  const why = without?.state === 'completed' ? without.unavailable?.[metric] : undefined;
  return `${who} ${metric}${why === undefined ? '' : `: ${why}`}`;
}

/** Median ratio head / base over rounds; null: no rounds, or a block lacks the metric. */
function roundRatio(
  { a, b }: Units,
  numberOf: (block: Block['measurements']) => number | undefined,
  counts: (block: Block['measurements']) => boolean = () => true,
): number | null {
  const [base, head] = [completedTrialBlocks(a), completedTrialBlocks(b)];
  if (base.length !== head.length) return null;
  const logs = base.flatMap(({ measurements: before }, round) => {
    const after = head[round]?.measurements ?? {};
    if (!counts(before) || !counts(after)) return [];
    return [Math.log((numberOf(after) ?? 0) / (numberOf(before) ?? 0))];
  });
  if (logs.length < LEAST_ROUNDS) return null;
  return logs.every(Number.isFinite) ? Math.exp(middle(logs)) : null;
}

/** The median; of an even number of values the mean of the two in the middle. */
function middle(values: readonly number[]): number {
  const sorted = values.toSorted((x, y) => x - y);
  const half = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(half) - 1] ?? 0, sorted[Math.floor(half)] ?? 0];
  return (low + high) / 2;
}

/** True for a server's units: every load block reports failed requests, not always throughput. */
function isOfServer({ a, b }: Units): boolean {
  return [...completedTrialBlocks(a), ...completedTrialBlocks(b)].some(
    ({ measurements }) => 'error_rate' in measurements,
  );
}

function measured(trial: Trial | undefined, metric: string): number | null {
  const value = trial?.state === 'completed' ? trial.measurements[metric] : undefined;
  return value !== undefined && Number.isFinite(value) ? value : null;
}

/**
 * Returns the mean of each metric per operation over all blocks of a unit. Not the median of the
 * blocks' means: rare events, such as a garbage collection, are in few short blocks. Only blocks
 * that have the metric count; a metric that none has is left out.
 */
export function meanPerOperation(
  blocks: readonly Block[],
  metrics: readonly string[],
): Readonly<Record<string, number>> {
  const means = metrics.map((metric): readonly [string, number] => {
    const known = blocks.filter(({ measurements }) => measurements[metric] !== undefined);
    const total = known.reduce(
      (sum, { measurements, operations }) => sum + (measurements[metric] ?? 0) * operations,
      0,
    );
    return [metric, total / known.reduce((sum, { operations }) => sum + operations, 0)];
  });
  return Object.fromEntries(means.filter(([, mean]) => Number.isFinite(mean)));
}
