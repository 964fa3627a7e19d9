import type { Better } from '../harness/model/metric.ts';
import { requireMeasuredDocument, selectNewestRuns } from './document-containing-runs.ts';
import { formatWithInterval } from './format-quantity.ts';
import type { Reporter, ShownDocument } from './reporter.ts';

/** For `tool: customSmallerIsBetter` of github-action-benchmark: the metrics that are to be small. */
export const githubActionBenchmarkReporter: Reporter = {
  id: 'github-action-benchmark',
  render: (shown) => listOf(shown, 'lower', 'github-action-benchmark'),
};

/** For `tool: customBiggerIsBetter`: metrics where more is better. One list cannot hold both. */
export const githubActionBenchmarkBiggerReporter: Reporter = {
  id: 'github-action-benchmark-bigger',
  render: (shown) => listOf(shown, 'higher', 'github-action-benchmark-bigger'),
};

/** Values are in base units: the action compares numbers, and does not know that 1 ms is 1,000 µs. */
function listOf(shown: ShownDocument, better: Better, reporter: string): string {
  const entries = selectNewestRuns(requireMeasuredDocument(shown, reporter)).flatMap(
    ({ scenario, metrics }) =>
      Object.entries(metrics)
        .filter(([, summary]) => summary.better === better)
        .map(([name, summary]) => ({
          name: `${scenario}: ${name}`,
          unit: summary.unit,
          value: summary.center,
          range: `${summary.low} … ${summary.high}`,
          extra: `${formatWithInterval(summary, summary.unit).center}, ${summary.n} trials, ${summary.confidence * 100} % interval`,
        })),
  );
  return `${JSON.stringify(entries, null, 2)}\n`;
}
