import type { RunRecord } from '../../../harness/model/documents/run-record.ts';
import type { Summary } from '../../../harness/model/metric-summary.ts';
import { primaryMetric } from '../../../harness/model/scenario/scenario.ts';
import { formatShare, formatWithInterval, NO_NUMBER } from '../../format-quantity.ts';

/** One metric, as shown by every report. */
export type MetricFact = ReturnType<typeof metricFacts>[number];

/** Returns a run's metrics: the primary first, then those with a budget, then the rest. */
export function metricFacts(run: RunRecord) {
  const primary = primaryMetric(run);
  const budgeted = new Set(run.budgets.map(({ metric }) => metric));
  const place = (name: string): number => (name === primary ? 0 : budgeted.has(name) ? 1 : 2);
  return Object.entries(run.metrics)
    .toSorted(([a], [b]) => place(a) - place(b))
    .map(([name, summary]) => ({
      name,
      /** True for the primary metric of the scenario. */
      isPrimary: name === primary,
      ...measuredTexts(summary),
      /** `2.1 %` */
      variation: summary.n === 1 ? NO_NUMBER : formatShare(summary.variation),
      summary,
    }));
}

/**
 * Formats the centre, the interval and both together: `1.238 ms ± 0.021`, `1.24 ms (1.21 … 1.29)`;
 * one trial has no interval.
 */
function measuredTexts(summary: Summary) {
  const { center, interval } = formatWithInterval(summary, summary.unit);
  if (summary.n === 1) return { center, interval: 'one trial', text: center };
  const isOneSpread = interval.startsWith('±');
  return { center, interval, text: `${center} ${isOneSpread ? interval : `(${interval})`}` };
}

/** Returns the metrics that were unavailable, grouped by reason. */
export function unavailableMetricFacts({ unavailable }: Pick<RunRecord, 'unavailable'>) {
  const byReason = Map.groupBy(Object.entries(unavailable), ([, reason]) => reason);
  return [...byReason].map(([reason, entries]) => ({
    metrics: entries.map(([name]) => name),
    reason,
  }));
}

const WANTED = 0.95;

/**
 * Returns the title for the intervals of a run: `95 % interval`, or a lower confidence if trials
 * were too few for that, or just `interval` if confidences differ.
 */
export function formatIntervalTitle(metrics: readonly MetricFact[]): string {
  const confidences = metrics
    .filter(({ summary }) => summary.n > 1)
    .map(({ summary }) => Math.min(WANTED, summary.confidence));
  const [first = WANTED, ...others] = confidences;
  // Rounded down: 94.97 % is not 95 %.
  const percent = Math.floor(first * 1_000) / 10;
  return others.every((other) => other === first) ? `${percent} % interval` : 'interval';
}
