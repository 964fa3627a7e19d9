import { requireMeasuredDocument, selectNewestRuns } from './document-containing-runs.ts';
import type { Reporter } from './reporter.ts';

/** Names of benchmarks that Bencher takes. */
const MOST_LETTERS = 1_024;

/**
 * Reporter for the Bencher Metric Format: benchmark, measure, value with its interval. Values are
 * in base units; a measure is named after its metric, so that it cannot collide with a built-in
 * measure of Bencher, which has another unit.
 */
export const bencherReporter: Reporter = {
  id: 'bencher',
  render: (shown) => {
    const runs = selectNewestRuns(requireMeasuredDocument(shown, 'bencher'));
    const benchmarks = runs.map(({ scenario, metrics }) => [
      scenario.slice(0, MOST_LETTERS),
      Object.fromEntries(
        Object.entries(metrics).map(([name, { center, low, high }]) => [
          name,
          { value: center, lower_value: low, upper_value: high },
        ]),
      ),
    ]);
    return `${JSON.stringify(Object.fromEntries(benchmarks), null, 2)}\n`;
  },
};
