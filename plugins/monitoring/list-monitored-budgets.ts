import { type Budget, metrics, type Scenario } from 'perf-harness/plugin';
import { monitorServiceBudget, routeOf } from './add-monitoring-queries-to-service-budget.ts';
import { formatSeries, type MonitoredBudget, quoteString } from './monitored-budget.ts';
import type { MonitoringSettings } from './monitoring-settings.ts';

/** Metrics that real visits provide; Google compares their 75th percentile with its bounds. */
const OF_VISITS: ReadonlySet<string> = new Set(['lcp', 'cls', 'inp', 'fid', 'fcp', 'ttfb']);
/** Age from which the last measurement of a scenario says nothing about the current program. */
const STALE_SECONDS = 7 * 86_400;

/** Watches each budget on real users if they provide its metric, else on recorded runs. */
export function listMonitoredBudgets(
  scenarios: readonly Scenario[],
  settings: MonitoringSettings,
): readonly MonitoredBudget[] {
  return scenarios.flatMap((scenario) =>
    scenario.budgets.map(
      (budget) =>
        monitorServiceBudget(scenario, budget, settings) ??
        watchVisits(scenario, budget, settings) ??
        watchRuns(scenario, budget),
    ),
  );
}

function watchVisits(
  scenario: Scenario,
  budget: Budget,
  settings: MonitoringSettings,
): MonitoredBudget | null {
  if (scenario.kind !== 'page' || !OF_VISITS.has(budget.metric)) return null;
  const isTime = metrics.getMetric(budget.metric).unit === 'ms';
  const histogram = `${settings.vitals}_${budget.metric}${isTime ? '_seconds' : ''}`;
  const page = routeOf(scenario, settings, scenario.url);
  const matchers = [settings.selector, `${settings.pageLabel}=${quoteString(page)}`];
  const name = `perf_harness:${budget.metric}_p75:6h`;
  const value = formatSeries(name, [`scenario=${quoteString(scenario.name)}`]);
  const buckets = formatSeries(`${histogram}_bucket`, matchers);
  return {
    scenario,
    budget,
    value,
    deciding: value,
    source: 'field',
    lasting: '30m',
    record: { name, expression: `histogram_quantile(0.75, sum by (le) (rate(${buckets}[6h])))` },
    limit: isTime ? budget.limit / 1_000 : budget.limit,
    unit: isTime ? 's' : 'short',
    errorBudget: null,
    missing: `absent(${formatSeries(`${histogram}_count`, matchers)})`,
    note: null,
  };
}

const UNITS = { ms: 's', B: 'bytes', ratio: 'percentunit', count: 'short' } as const;

/** Monitors recorded runs: violated as in `run`, if the whole interval is beyond the limit. */
function watchRuns(scenario: Scenario, budget: Budget): MonitoredBudget {
  const { name, unit } = metrics.getMetric(budget.metric);
  const place = metrics.seriesName({ name, unit });
  const matchers = [
    `scenario=${quoteString(scenario.name)}`,
    ...Object.entries(place.labels).map(([label, value]) => `${label}=${quoteString(value)}`),
  ];
  const end = budget.operator.startsWith('<') ? '_low' : '_high';
  const finished = formatSeries(
    'perf_harness_run_finished_timestamp_seconds',
    matchers.slice(0, 1),
  );
  return {
    scenario,
    budget,
    source: 'runs',
    record: null,
    lasting: '0s',
    errorBudget: null,
    value: formatSeries(metrics.familyName(place), matchers),
    deciding: formatSeries(metrics.familyName(place, end), matchers),
    limit: budget.limit / place.divisor,
    unit: unit === '/s' || unit === 'score' ? 'short' : UNITS[unit],
    missing: `absent(${finished}) or time() - ${finished} > ${STALE_SECONDS}`,
    note: null,
  };
}
