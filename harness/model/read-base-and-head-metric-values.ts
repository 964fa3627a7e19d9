import type { SideId } from './base-or-head-of-comparison.ts';
import { type Block, completedTrialBlocks, type Trial } from './trial.ts';

/** The two units of a pair; undefined: not measured. */
type Units = Readonly<Record<SideId, Trial | undefined>>;

/**
 * Metrics that can be compared within rounds, in short blocks: means and rates. Percentiles of
 * response times need all responses, and counts that are zero in most blocks (garbage collections)
 * need all blocks.
 */
const ROUND_METRICS: ReadonlySet<string> = new Set(['wall_time', 'cpu_time', 'throughput']);

/** Minimum number of rounds for a median. */
const MIN_ROUNDS = 3;

/**
 * Returns the values of a metric in a pair, one for each side; null if a side has none.
 *
 * If the units alternated, the two blocks of a round were measured within a tenth of a second, under
 * the same machine conditions. The sums over all rounds were not: the speed of a shared machine may
 * change by half from one moment to the next. So the ratio of head to base is that of the median
 * round, and the value of the base is that of its unit. Swapping the sides only changes the sign of
 * the log-ratio, as the tests on pairs require. docs/decisions/0026 has the spread of both for
 * servers, 0027 for functions.
 */
export function readMetricPairValues(
  units: Units,
  metric: string,
): Readonly<Record<SideId, number>> | null {
  const [before, after] = [measuredValue(units.a, metric), measuredValue(units.b, metric)];
  if (before === null || after === null) return null;
  const ratio = ROUND_METRICS.has(metric) ? compareInRounds(units, metric) : null;
  return { a: before, b: ratio === null ? after : before * ratio };
}

function compareInRounds(units: Units, metric: string): number | null {
  if (metric !== 'cpu_time') return medianRoundRatio(units, (block) => block[metric]);
  // For functions the CPU time of the whole unit counts, since few blocks include occasional work.
  if (!areServerUnits(units)) return null;
  return cpuRatio(units) ?? medianRoundRatio(units, (block) => block[metric]);
}

/**
 * Returns the ratio of CPU time, in two parts. The cost of requests is compared in rounds. Garbage
 * collections occur in few rounds, so the median round would never include one; their cost is that
 * of the whole unit, which is noisier. The cost of requests is the geometric mean of both sides,
 * multiplied and divided by the root of the ratio from the rounds, so that swapping the sides only
 * inverts the result. null if the cost of collections is unknown or exceeds the CPU time.
 */
function cpuRatio(units: Units): number | null {
  const [cpuOfA, cpuOfB] = [measuredValue(units.a, 'cpu_time'), measuredValue(units.b, 'cpu_time')];
  const [gcOfA, gcOfB] = [measuredValue(units.a, 'gc_time'), measuredValue(units.b, 'gc_time')];
  if (cpuOfA === null || cpuOfB === null || gcOfA === null || gcOfB === null) return null;
  const ratio = medianRoundRatio(
    units,
    ({ cpu_time: cpu, gc_time: gc }) =>
      cpu === undefined || gc === undefined ? undefined : cpu - gc,
    // A collection during which the core was taken away lasts longer than the round's CPU time.
    (block) => (block.cpu_time ?? 0) > (block.gc_time ?? 0),
  );
  const [requestCpuOfA, requestCpuOfB] = [cpuOfA - gcOfA, cpuOfB - gcOfB];
  if (ratio === null || requestCpuOfA <= 0 || requestCpuOfB <= 0) return null;
  const requestCpu = Math.sqrt(requestCpuOfA * requestCpuOfB);
  const rootOfRatio = Math.sqrt(ratio);
  return (requestCpu * rootOfRatio + gcOfB) / (requestCpu / rootOfRatio + gcOfA);
}

/** Explains why a pair has no value of a metric: the side that lacks it, and the reason. */
export function explainMissingValue({ a, b }: Units, metric: string): string {
  const [before, after] = [measuredValue(a, metric), measuredValue(b, metric)];
  const [side, without] = after === null ? ['head', b] : ['base', a];
  const who =
    before === null && after === null
      ? 'neither side of the comparison has'
      : `the ${side} has no value for`;
  const why = without?.state === 'completed' ? without.unavailable?.[metric] : undefined;
  return `${who} ${metric}${why === undefined ? '' : `: ${why}`}`;
}

/** Returns the median ratio over rounds; null without rounds, or if a block lacks the metric. */
function medianRoundRatio(
  { a, b }: Units,
  readValue: (block: Block['measurements']) => number | undefined,
  isUsable: (block: Block['measurements']) => boolean = () => true,
): number | null {
  const [base, head] = [completedTrialBlocks(a), completedTrialBlocks(b)];
  if (base.length !== head.length) return null;
  const logs = base.flatMap(({ measurements: before }, round) => {
    const after = head[round]?.measurements ?? {};
    if (!isUsable(before) || !isUsable(after)) return [];
    return [Math.log((readValue(after) ?? 0) / (readValue(before) ?? 0))];
  });
  if (logs.length < MIN_ROUNDS) return null;
  return logs.every(Number.isFinite) ? Math.exp(middle(logs)) : null;
}

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((x, y) => x - y);
  const half = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(half) - 1] ?? 0, sorted[Math.floor(half)] ?? 0];
  return (low + high) / 2;
}

/** True for units of a server: every block of a load has an error rate. */
function areServerUnits({ a, b }: Units): boolean {
  return [...completedTrialBlocks(a), ...completedTrialBlocks(b)].some(
    ({ measurements }) => 'error_rate' in measurements,
  );
}

function measuredValue(trial: Trial | undefined, metric: string): number | null {
  const value = trial?.state === 'completed' ? trial.measurements[metric] : undefined;
  return value !== undefined && Number.isFinite(value) ? value : null;
}

/**
 * Returns the mean of each metric per operation over all blocks that have it; without metrics that
 * no block has. Not the median of the blocks, since few short ones include rare events such as a
 * garbage collection.
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
