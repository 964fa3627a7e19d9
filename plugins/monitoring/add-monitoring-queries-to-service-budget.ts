import type { Budget, Scenario } from 'perf-harness/plugin';
import {
  type ErrorBudget,
  formatNumber,
  formatSeries,
  type MonitoredBudget,
  quoteString,
} from './monitored-budget.ts';
import type { MonitoringSettings } from './monitoring-settings.ts';

const PERCENTILE = /^latency\.p(\d+(?:_\d+)?)$/;

/** Monitors response-time and error budgets on users' requests; null for other budgets. */
export function monitorServiceBudget(
  scenario: Scenario,
  budget: Budget,
  settings: MonitoringSettings,
): MonitoredBudget | null {
  if (scenario.kind !== 'http' && scenario.kind !== 'k6') return null;
  const matchers = requestMatchers(scenario, settings);
  const missing = `absent(${formatSeries(`${settings.requestDuration}_count`, matchers)})`;
  const { limit: inBase } = budget;
  if (budget.metric === 'error_rate') {
    const errorBudget = failedShare(inBase, matchers, settings);
    return {
      scenario,
      budget,
      missing,
      source: 'service',
      lasting: '10m',
      limit: inBase,
      ...recorded('perf_harness:error_ratio:5m', failedRatio(matchers, settings)('5m'), scenario),
      unit: 'percentunit',
      errorBudget,
      note: null,
    };
  }
  const percent = Number(PERCENTILE.exec(budget.metric)?.[1]?.replace('_', '.'));
  if (Number.isNaN(percent)) return null;
  const limit = inBase / 1_000;
  const isBound = settings.buckets.includes(limit);
  const buckets = formatSeries(`${settings.requestDuration}_bucket`, matchers);
  const quantile = `histogram_quantile(${formatNumber(percent / 100)}, sum by (le) (rate(${buckets}[5m])))`;
  const name = `perf_harness:${budget.metric.replace('.', '_')}:5m`;
  return {
    scenario,
    budget,
    missing,
    limit,
    source: 'service',
    lasting: '10m',
    unit: 's',
    ...recorded(name, quantile, scenario),
    errorBudget: isBound ? slowShare(budget.metric, percent, { limit, matchers, settings }) : null,
    note: isBound
      ? null
      : `${formatNumber(limit)} s is not a bucket bound of ${settings.requestDuration}, so the percentile is interpolated and burn rates are omitted. Add the bound to the histogram, and to monitoring.buckets.`,
  };
}

function recorded(name: string, expression: string, scenario: Scenario) {
  const value = formatSeries(name, [`scenario=${quoteString(scenario.name)}`]);
  return { record: { name, expression }, value, deciding: value };
}

function requestMatchers(scenario: Scenario, settings: MonitoringSettings): readonly string[] {
  const { selector, routeLabel, methodLabel, routes } = settings;
  if (scenario.kind !== 'http')
    return Object.hasOwn(routes, scenario.name)
      ? [selector, `${routeLabel}=${quoteString(routes[scenario.name] ?? '')}`]
      : [selector];
  const { url, method } = scenario.request;
  return [
    selector,
    `${routeLabel}=${quoteString(routeOf(scenario, settings, url))}`,
    `${methodLabel}=${quoteString(method)}`,
  ];
}

/** Route of a scenario as configured, else the path of its URL, which may be a path with a query. */
export function routeOf(
  { name }: Pick<Scenario, 'name'>,
  { routes }: MonitoringSettings,
  url: string,
): string {
  const own = Object.hasOwn(routes, name) ? routes[name] : undefined;
  return own ?? new URL(url, 'http://localhost').pathname;
}

function failedRatio(matchers: readonly string[], settings: MonitoringSettings) {
  const { requestDuration, statusLabel, failedStatus } = settings;
  const count = `${requestDuration}_count`;
  const failed = formatSeries(count, [...matchers, `${statusLabel}=~${quoteString(failedStatus)}`]);
  const all = formatSeries(count, matchers);
  // Without any failure the series does not exist, which must count as a share of 0.
  return (window: string): string =>
    `(sum(rate(${failed}[${window}])) or 0 * sum(rate(${all}[${window}]))) / sum(rate(${all}[${window}]))`;
}

function failedShare(
  allowed: number,
  matchers: readonly string[],
  settings: MonitoringSettings,
): ErrorBudget | null {
  if (!(allowed > 0 && allowed < 1)) return null;
  return {
    record: 'perf_harness:error_ratio',
    allowed,
    ratio: failedRatio(matchers, settings),
  };
}

function slowShare(
  metric: string,
  percent: number,
  of: {
    readonly limit: number;
    readonly matchers: readonly string[];
    readonly settings: MonitoringSettings;
  },
): ErrorBudget {
  const { requestDuration } = of.settings;
  const bound = formatNumber(of.limit);
  // Prometheus 3 writes whole numbers as 1.0; earlier versions keep the original notation.
  const le = bound.includes('.') ? `le="${bound}"` : `le=~"${bound}(\\\\.0)?"`;
  const fast = formatSeries(`${requestDuration}_bucket`, [...of.matchers, le]);
  const all = formatSeries(`${requestDuration}_count`, of.matchers);
  return {
    record: `perf_harness:slower_than_${metric.replace('.', '_')}:ratio`,
    allowed: Number(formatNumber(1 - percent / 100)),
    ratio: (window) => `1 - sum(rate(${fast}[${window}])) / sum(rate(${all}[${window}]))`,
  };
}
