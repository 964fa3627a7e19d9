import { type Finding, type imports, readers } from 'perf-harness/plugin';
import { createLoadBlock } from '../imported-trial-blocks.ts';
import { findingIf, ImportProblem, type RunDraft } from '../importer.ts';
import { countObservations, groupByRoute, type RouteCounts } from './group-requests-by-route.ts';
import type { PrometheusSeries } from './prometheus-series.ts';

/** Maximum number of routes that become records: those with the most requests. */
const MOST_RUNS = 50;
const MAX_NAMED = 3;
const SHARES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p99_9: 0.999 } as const;

/**
 * Converts request metrics of Prometheus into a run per route: one trial, since its scrapes are of
 * the same processes. @throws ImportProblem where there are no request metrics.
 */
export function createPrometheusRuns(
  series: readonly PrometheusSeries[],
  findings: readonly Finding[],
): readonly RunDraft[] {
  const { routes, others } = groupByRoute(series);
  // Counters are ignored if a histogram or summary has timed requests.
  const timed = routes.filter(({ perUnit }) => perUnit !== null);
  const shown = (timed.length > 0 ? timed : routes).filter(
    (route) => countObservations(route) > 0 || route.quantiles.size > 0,
  );
  if (shown.length === 0) {
    throw new ImportProblem(
      'the file contains no request histogram, summary or counter with a value',
    );
  }
  const errors = new Map(routes.filter(isCounter).map((route) => [route.route, route]));
  const isOne = new Set(shown.map(({ metric }) => metric)).size === 1;
  const sorted = shown
    .toSorted((a, b) => countObservations(b) - countObservations(a))
    .slice(0, MOST_RUNS);
  return sorted.map((counts, index): RunDraft => {
    const { metric, route, firstMs } = counts;
    const name = route === '' ? metric : route;
    const startedAt = Number.isFinite(firstMs) ? new Date(firstMs).toISOString() : null;
    const block = blockOf(counts, counts.hasStatus ? counts : (errors.get(route) ?? counts));
    return {
      scenario: isOne || route === '' ? name : `${name} (${metric})`,
      kind: 'http',
      trials: [{ state: 'completed', startedAt, blocks: [block] }],
      findings: index === 0 ? [...findings, ...interpolated(sorted), ...leftOut(others)] : [],
    };
  });
}

function isCounter({ perUnit, hasStatus }: RouteCounts): boolean {
  return perUnit === null && hasStatus;
}

/** @param errors - The counter that records failures. */
function blockOf(counts: RouteCounts, errors: RouteCounts): imports.Block {
  const { firstMs, lastMs } = counts;
  const answers = Math.round(countObservations(counts));
  const seconds = lastMs > firstMs ? (lastMs - firstMs) / 1_000 : 0;
  const { known, reasons } = latenciesOf(counts);
  const share = countObservations(errors) > 0 ? errors.failed / countObservations(errors) : 0;
  const { measurements, unavailable, ...block } = createLoadBlock(
    { answers, requests: answers, failed: share * answers, seconds },
    known,
    'missing from the file',
    '',
  );
  const missing: Record<string, string> = { ...unavailable };
  for (const [name, reason] of Object.entries(reasons))
    if (measurements[name] === undefined) missing[name] = reason;
  if (errors.hasStatus) return { ...block, measurements, unavailable: missing };
  const { error_rate: _, ...others } = measurements;
  missing.error_rate = 'no label contains the response status';
  return { ...block, measurements: others, unavailable: missing };
}

/** Percentiles of a route, or the reasons why they are unknown. */
function latenciesOf({ buckets, quantiles, perUnit }: RouteCounts) {
  const known: { -readonly [name in keyof typeof SHARES]?: number } = {};
  const reasons: Record<string, string> = {};
  if (perUnit === null) return { known, reasons };
  for (const [name, share] of Object.entries(SHARES) as [keyof typeof SHARES, number][]) {
    const found = readers.bucketQuantile(buckets, share);
    const [only, ...others] = buckets.size === 0 ? (quantiles.get(share) ?? []) : [];
    if (found?.isAbove)
      reasons[`latency.${name}`] = `above the largest bucket, ${found.value * perUnit} ms`;
    else if (found !== null) known[name] = found.value * perUnit;
    else if (others.length > 0)
      reasons[`latency.${name}`] = 'percentiles from several processes cannot be combined';
    else if (only !== undefined) known[name] = only * perUnit;
  }
  return { known, reasons };
}

function interpolated(routes: readonly RouteCounts[]): readonly Finding[] {
  return findingIf(
    routes.some(({ buckets }) => buckets.size > 0),
    {
      id: 'import-buckets',
      level: 'info',
      message:
        'Percentiles from histograms are interpolated; the true value can lie anywhere in the same bucket.',
    },
  );
}

function leftOut(names: readonly string[]): readonly Finding[] {
  const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : '';
  return findingIf(names.length > 0, {
    id: 'import-other-metrics',
    level: 'info',
    message: `Skipped metrics that are not request metrics with a time unit: ${names.slice(0, MAX_NAMED).join(', ')}${more}.`,
  });
}
