import type { Explanation } from '../../../harness/model/documents/differential-profile-schema.ts';
import type {
  Comparison,
  ComparisonReport,
} from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import { findMetric } from '../../../harness/model/metric.ts';
import {
  profileDifferenceFacts,
  type TotalChange,
} from '../profile/profile-difference-display-data.ts';
import type { ComparedMetricFact } from './compared-metric-display-data.ts';

export type ChangeExplanationFacts = NonNullable<ReturnType<typeof changeExplanationFacts>>;

/** Metrics of the garbage collector, which are timed but are about memory. */
const MEMORY: ReadonlySet<string> = new Set(['gc_time', 'gc_count']);
/** Metrics whose value equals the time of the code of one operation. */
const TIMES_OF_CODE: ReadonlySet<string> = new Set(['wall_time', 'cpu_time', 'user_time']);

/** null: the scenario has not been profiled. */
export function changeExplanationFacts(
  { explanations = [] }: ComparisonReport,
  scenario: string,
  comparisons: readonly ComparedMetricFact[],
) {
  const explanation = explanations.find((explanation) => explanation.scenario === scenario);
  if (explanation === undefined) return null;
  const [metric] = explanation.metrics;
  const explained = comparisons.find((comparison) => comparison.metric === metric)?.comparison;
  return {
    ...profileDifferenceFacts(explanation.difference, wholeOf(explanation, explained)),
    /** Counters that differ: `allocated +12.4 % (+12.1 … +12.7 %), queries +333 %`, or empty. */
    counters: comparisons.filter(isCounter).map(counterText).join(', '),
    explanation,
  };
}

/** Returns the change to explain; not response times, which contain queueing and waiting. */
function wholeOf(
  { profiled, difference }: Explanation,
  comparison: Comparison | undefined,
): TotalChange | undefined {
  if (comparison === undefined || comparison.ratio === null || profiled === null) return undefined;
  const { metric, ratio } = comparison;
  if (!TIMES_OF_CODE.has(metric) || difference.unit !== 'ms' || profiled.base <= 0)
    return undefined;
  return { metric, base: profiled.base, share: ratio - 1 };
}

/** True for a counted metric (or one of garbage collection) that differs on the head. */
function isCounter({ comparison }: ComparedMetricFact): boolean {
  const { metric, base, head, ratio, low, high } = comparison;
  const nature = findMetric(metric)?.nature;
  if (nature === 'timed' && !MEMORY.has(metric)) return false;
  if (base === null || head === null || base === head) return false;
  // A change from zero has no ratio; with too few pairs there is a ratio, but no interval.
  return ratio === null || (low !== null && high !== null && (low > 1 || high < 1));
}

function counterText({ metric, base, head, change, interval }: ComparedMetricFact): string {
  return `${metric} ${base} → ${head} (${interval === '' ? change : interval})`;
}

/**
 * Returns the line of the project's function with the largest change beyond noise, so that an
 * annotation appears next to the change. Null if none is known.
 */
export function findCulpritLine(explanation: Pick<ChangeExplanationFacts, 'functions'> | null) {
  return (
    explanation?.functions.find(({ isBeyondNoise, source }) => isBeyondNoise && source !== null)
      ?.source ?? null
  );
}
