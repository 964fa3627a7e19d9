import type { ComparisonReport } from '../model/documents/document.ts';
import { isSpoiled } from '../model/is-spoiled.ts';
import { findMetric } from '../model/metric.ts';

/** What decides over one scenario. */
interface Gates {
  /** Names of metrics. */
  readonly gated: Iterable<string>;
  /** Nothing can be said of it, or nothing has to be measured for that. */
  readonly isUnjudged: boolean;
}

/**
 * How many gated counted comparisons of a whole suite share their error, whatever was measured of them
 * so far; at least 1. One that no pair decides has no part in it, as when the suite is judged:
 * what is planned, calibrated or refused goes by the level that verdicts have.
 */
export function countedGates(scenarios: readonly Gates[]): number {
  const names = scenarios.flatMap(({ gated, isUnjudged }) => (isUnjudged ? [] : [...gated]));
  return Math.max(1, names.filter((name) => findMetric(name)?.nature === 'counted').length);
}

/** The same of a comparison that was made. */
export function countedGatesOf({
  comparisons,
  runs,
}: Pick<ComparisonReport, 'comparisons' | 'runs'>): number {
  const spoiled = new Set(runs.filter(isSpoiled).map(({ scenario }) => scenario));
  return countedGates(
    comparisons.map(({ scenario, metric, gated, verdict }) => ({
      gated: gated ? [metric] : [],
      isUnjudged: spoiled.has(scenario) || verdict === 'same inputs',
    })),
  );
}
