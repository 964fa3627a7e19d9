import {
  type ComparisonReport,
  type Host,
  measure,
  type processes,
  UserError,
} from 'perf-harness/plugin';
import { coefficientOfVariation, median as medianOf } from 'simple-statistics';
import {
  convertToPrimary,
  convertValueToPrimary,
  decidingMetrics,
  findMetricDirection,
  nameInMap,
} from '../optimization-metrics.ts';

/** Values of a metric before and after a change. */
export interface MeasuredMetric {
  readonly base: number | null;
  readonly head: number | null;
  /** head / base; null if one of them is zero or missing. */
  readonly ratio: number | null;
  /** Bounds of the ratio's confidence interval; absent if there is none. */
  readonly low?: number | null;
  readonly high?: number | null;
  readonly better: 'lower' | 'higher';
  readonly verdict: MeasuredVerdict;
}

/** Verdict of a comparison; only the core judges. */
export type MeasuredVerdict =
  | 'improved'
  | 'regressed'
  | 'unchanged'
  | 'inconclusive'
  | 'incomparable';

/** Comparison of two folders, measured alternately. */
export interface FolderComparison {
  /** Base value of the primary metric, in its unit: milliseconds for a time. */
  readonly base_ms: number;
  readonly head_ms: number;
  /** head / base of the primary metric, with its interval. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly verdict: MeasuredVerdict;
  /** Reason for a missing verdict. */
  readonly reason?: string | null;
  /** All metrics, with the primary, by name in a performance map's baseline. */
  readonly metrics: Readonly<Record<string, MeasuredMetric>>;
  /** Individual values of the head, if known, which show how noisy it is. */
  readonly samples?: readonly number[];
  /** Single values of the primary metric, in the order of measuring. */
  readonly values?: { readonly base: readonly number[]; readonly head: readonly number[] };
  /** Cause of the verdict in the code; absent if it was not requested, or could not be profiled. */
  readonly explanation?: measure.Explanation;
}

export interface MeasureOptions {
  /** Fewest runs of each folder. */
  readonly runs: number;
  /** Set to profile both folders in separate runs if one is better. Default: false. */
  readonly explain?: boolean;
  readonly signal: AbortSignal;
}

/** Measures the project in two folders against each other, interleaved. */
export type CompareFolders = (
  base: string,
  head: string,
  options: MeasureOptions,
) => Promise<FolderComparison>;

/** Thrown where the measured program fails, so that there is no measurement. */
export class MeasurementFailure extends Error {
  constructor(message = 'nothing was measured') {
    super(message);
    this.name = 'MeasurementFailure';
  }
}

/** Measures a single folder. Rejects with a `MeasurementFailure` where the program fails. */
export type MeasureBaseline = (
  folder: string,
  options: MeasureOptions,
) => Promise<readonly number[]>;

/** Runs of each folder, normally and if they are noisy. */
const RUNS = 5;
const RUNS_NOISY = 10;
/** Percent; more than this is noisy. */
const NOISY_PCT = 20;

/** Measures five runs of each folder, or ten if the values of the head vary by more than 20 %. */
export async function measureUntilStable(
  measure: CompareFolders,
  base: string,
  head: string,
  options: Omit<MeasureOptions, 'runs'>,
): Promise<FolderComparison> {
  const measured = await measure(base, head, { ...options, runs: RUNS });
  if (variationPct(measured.samples ?? []) <= NOISY_PCT) return measured;
  return measure(base, head, { ...options, runs: RUNS_NOISY });
}

/** Relative range below five values, coefficient of variation from five on, in percent. */
export function variationPct(values: readonly number[]): number {
  if (values.length < 2) return 0;
  if (values.length < 5) {
    return ((Math.max(...values) - Math.min(...values)) / median(values)) * 100;
  }
  return coefficientOfVariation(values) * 100;
}

/** Returns the median; NaN for no values. */
export function median(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : medianOf(values);
}

/** Returns the primary metric's gain in its own direction, in percent; negative: got worse. */
export function improvementPct(
  { ratio, metrics }: Pick<FolderComparison, 'ratio' | 'metrics'>,
  primary: string,
): number {
  const better = metrics[primary]?.better ?? 'lower';
  return (better === 'higher' ? ratio - 1 : 1 - ratio) * 100;
}

/** Maps a comparison's verdict; `same inputs` is only given on request, never made here. */
function measuredVerdict(
  verdict: ComparisonReport['comparisons'][number]['verdict'],
): MeasuredVerdict {
  return verdict === 'same inputs' ? 'incomparable' : verdict;
}

/** Label shown to those who wait for a measurement of the loop. */
const LABEL = 'perf-harness optimize';

/** Scenarios or command to measure, with the deciding metric. */
export interface MeasuredTarget {
  /** Names, files or tags of scenarios; those of the configuration if absent. */
  readonly targets?: readonly string[];
  /** A command in place of scenarios, as an argument vector. */
  readonly command?: readonly string[];
  /** Metric that decides, by its name in a baseline: `wall_time_ms`. */
  readonly primary: string;
  /** Time limit of each comparison, milliseconds. Default: that of comparisons. */
  readonly maxTimeMs?: number;
  /** Resource limits of each measured program. */
  readonly limits?: processes.TreeLimits;
}

/** Measures by the public comparison: interleaved, in fresh processes, at least five pairs. */
export function measureByComparison({ primary, ...target }: MeasuredTarget): CompareFolders {
  const decideBy = decidingMetrics(primary);
  return async (base, head, { explain = false, signal }) => {
    const report = await measure.compare({
      base,
      head,
      cwd: head,
      label: LABEL,
      ...target,
      decideBy,
      explain,
      signal,
    });
    const deciding = findDecidingComparison(report, decideBy);
    const { scenario, metric } = deciding;
    const metrics = report.comparisons
      .filter((comparison) => comparison.scenario === scenario)
      .map((comparison): [string, MeasuredMetric] => {
        const [name, scale] = nameInMap(comparison.metric);
        const { base: before, head: after, ratio, low, high } = comparison;
        const base = before === null ? null : before * scale;
        const head = after === null ? null : after * scale;
        const better = findMetricDirection(comparison.metric);
        return [
          name,
          { base, head, ratio, low, high, better, verdict: measuredVerdict(comparison.verdict) },
        ];
      });
    const decided = convertToPrimary(primary, metric, deciding);
    const { base: before, head: after, ratio, low, high } = decided;
    const verdict = measuredVerdict(deciding.verdict);
    const better = findMetricDirection(primary);
    const valuesOf = (side: 'a' | 'b'): readonly number[] =>
      listMeasuredValues(report, deciding, side).map((value) =>
        convertValueToPrimary(primary, metric, value),
      );
    const explanation = report.explanations?.find((explained) => explained.scenario === scenario);
    return {
      base_ms: before ?? Number.NaN,
      head_ms: after ?? Number.NaN,
      ratio: ratio ?? Number.NaN,
      low: low ?? Number.NaN,
      high: high ?? Number.NaN,
      verdict,
      reason: deciding.reason,
      metrics: { ...Object.fromEntries(metrics), [primary]: { ...decided, better, verdict } },
      values: { base: valuesOf('a'), head: valuesOf('b') },
      ...(explanation !== undefined && { explanation }),
    };
  };
}

/**
 * Of several scenarios, the first that meets one of these in order decides: one that got slower or
 * broke refutes the change, whatever is gained elsewhere; else one that improved confirms it.
 */
const DECIDING_ORDER: readonly ((
  comparison: ComparisonReport['comparisons'][number],
) => boolean)[] = [
  ({ verdict }) => verdict === 'regressed',
  ({ base, head }) => base !== null && head === null,
  ({ verdict }) => verdict === 'improved',
  () => true,
];

/** @throws UserError where no scenario measures any of the metrics. */
export function findDecidingComparison(
  { comparisons }: Pick<ComparisonReport, 'comparisons'>,
  metrics: readonly string[],
): ComparisonReport['comparisons'][number] {
  for (const metric of metrics) {
    const found = comparisons.filter(
      (comparison) => comparison.metric === metric && comparison.gated,
    );
    const deciding = DECIDING_ORDER.map((decides) => found.find(decides)).find(
      (comparison) => comparison !== undefined,
    );
    if (deciding !== undefined) return deciding;
  }
  const [metric = ''] = metrics;
  throw new UserError({
    code: 'metric-not-measured',
    message: `The comparison does not measure ${metric}, so an improvement cannot be shown.`,
    remedy: `Add the metric to the scenario: metrics: ['${metric}'].`,
  });
}

/** Returns all units measured without a profiler or a counter, excluding warm-up. */
function listMeasuredValues(
  { runs }: ComparisonReport,
  { scenario, metric }: ComparisonReport['comparisons'][number],
  side: 'a' | 'b',
): readonly number[] {
  const trials = runs
    .filter((run) => run.scenario === scenario)
    .flatMap((run) => run.trials)
    .filter((trial) => trial.side === side && !trial.warmup && trial.pass === undefined);
  return trials.flatMap((trial) =>
    trial.state === 'completed' ? (trial.measurements[metric] ?? []) : [],
  );
}

/** Measures a folder by short public runs of its scenario, one value per run. */
export function measureBaselineByRuns({
  primary,
  maxTimeMs: _,
  ...target
}: MeasuredTarget): MeasureBaseline {
  return async (cwd, { runs, signal }) => {
    const values: number[] = [];
    for (let index = 0; index < runs; index += 1) {
      const [first] = (await measure.run({ cwd, label: LABEL, ...target, quick: true, signal }))
        .runs;
      const measured = first?.metrics ?? {};
      const metric =
        decidingMetrics(primary).find((decidingMetric) => decidingMetric in measured) ?? '';
      const base = measured[metric]?.center;
      if (typeof base !== 'number') {
        throw new MeasurementFailure(first?.trials.find(isFailed)?.failure.message);
      }
      const alone = { base, head: null, ratio: null, low: null, high: null } as const;
      const value = convertToPrimary(primary, metric, alone).base;
      if (value !== null) values.push(value);
    }
    return values;
  };
}

function isFailed(trial: measure.Trial): trial is Extract<measure.Trial, { state: 'failed' }> {
  return trial.state === 'failed';
}

/** More than any suite of tests needs, and few enough to be ended in an instant. */
const MOST_PROCESSES = 1_000;

/** Half of the machine's memory, so that a candidate that eats memory leaves the machine alive. */
export function defaultLimits({ system }: Host): processes.TreeLimits {
  return { memoryBytes: system.machine().memoryBytes / 2, processes: MOST_PROCESSES };
}
