import {
  escapeTemplate,
  formatNumber,
  formatSeries,
  type MonitoredBudget,
  quoteString,
  violationOperator,
} from './monitored-budget.ts';

export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly (RecordingRule | AlertingRule)[];
}

/** Groups of a rule file: recording rules first, then alerts. */
export function createRuleGroups(watches: readonly MonitoredBudget[]): readonly RuleGroup[] {
  const records = watches.flatMap((watch) => [
    ...valueRecords(watch),
    ...createBurnRateRecords(watch),
  ]);
  const groups: readonly RuleGroup[] = [
    { name: 'perf-harness-values', rules: uniqueBy(records, (rule) => JSON.stringify(rule)) },
    { name: 'perf-harness-budgets', rules: watches.flatMap(brokenAlerts) },
    { name: 'perf-harness-burn-rates', rules: watches.flatMap(createBurnRateAlerts) },
    { name: 'perf-harness-no-data', rules: missingAlerts(watches) },
  ];
  return groups.filter(({ rules }) => rules.length > 0);
}

function valueRecords({ record, scenario }: MonitoredBudget): readonly RecordingRule[] {
  if (record === null) return [];
  return [{ record: record.name, expr: record.expression, labels: { scenario: scenario.name } }];
}

/** Alerts on values beyond the limit; error rates with an error budget alert by burn rate. */
function brokenAlerts(watch: MonitoredBudget): readonly AlertingRule[] {
  const { budget, deciding, limit, lasting, errorBudget } = watch;
  if (budget.metric === 'error_rate' && errorBudget !== null) return [];
  return [
    {
      alert: 'PerfHarnessBudgetBroken',
      expr: `${deciding} ${violationOperator(budget.operator)} ${formatNumber(limit)}`,
      ...(lasting === '0s' ? {} : { for: lasting }),
      labels: alertLabels(watch, budget.level === 'error' ? 'page' : 'ticket'),
      annotations: {
        summary: escapeTemplate(`${watch.scenario.name}: ${budget.metric} is not ${budget.text}`),
        description: `The value is {{ $value }}; the limit is ${formatNumber(limit)} in the unit of the series.`,
      },
    },
  ];
}

/** Creates alerts for missing data; else a misspelt name would look like a budget always met. */
function missingAlerts(watches: readonly MonitoredBudget[]): readonly AlertingRule[] {
  return uniqueBy(watches, ({ scenario, missing }) => JSON.stringify([scenario.name, missing])).map(
    ({ scenario, budget, missing, source }) => ({
      alert: 'PerfHarnessNothingToWatch',
      expr: missing,
      for: '1h',
      labels: {
        scenario: escapeTemplate(scenario.name),
        source,
        severity: 'ticket',
        // Each web vital has its own histogram.
        ...(source === 'field' ? { metric: budget.metric } : {}),
      },
      annotations: {
        summary: escapeTemplate(`${scenario.name}: no time series for its budgets`),
        description: `No data is received for ${escapeTemplate(quoteString(scenario.name))}, so its budgets are not monitored. Correct the names under "monitoring" in the configuration of perf-harness.`,
      },
    }),
  );
}

function uniqueBy<T>(values: readonly T[], key: (value: T) => string): readonly T[] {
  return [...new Map(values.map((value) => [key(value), value])).values()];
}

interface BurnWindow {
  readonly name: string;
  readonly long: string;
  readonly short: string;
  /** Burn rate, as a multiple of the allowed rate. */
  readonly factor: number;
  readonly severity: 'page' | 'ticket';
}

/**
 * Windows of the SRE workbook ("Alerting on SLOs", multiwindow, multi-burn-rate alerts): 2 % of a month's
 * budget in an hour, 5 % in six hours, 10 % in three days. The short window ends the alert soon.
 */
const WINDOWS: readonly BurnWindow[] = [
  { name: 'Fast', long: '1h', short: '5m', factor: 14.4, severity: 'page' },
  { name: 'Medium', long: '6h', short: '30m', factor: 6, severity: 'page' },
  { name: 'Slow', long: '3d', short: '6h', factor: 1, severity: 'ticket' },
];

/** No share exceeds 1: a window that would need more could never tell anything. */
function windowsOf(allowed: number): readonly BurnWindow[] {
  return WINDOWS.filter(({ factor }) => factor * allowed < 1);
}

/** Creates recording rules for the fraction of bad requests in each window that the alerts use. */
function createBurnRateRecords({
  errorBudget,
  scenario,
}: MonitoredBudget): readonly RecordingRule[] {
  if (errorBudget === null) return [];
  const { record, allowed, ratio } = errorBudget;
  const windows = new Set(windowsOf(allowed).flatMap(({ long, short }) => [short, long]));
  return [...windows].map((window) => ({
    record: `${record}:${window}`,
    expr: ratio(window),
    labels: { scenario: scenario.name },
  }));
}

/** Alerts when an error budget is used up too fast over a long and still over a short window. */
function createBurnRateAlerts(watch: MonitoredBudget): readonly AlertingRule[] {
  const { errorBudget, scenario, budget } = watch;
  if (errorBudget === null) return [];
  const { record, allowed } = errorBudget;
  return windowsOf(allowed).map(({ name, long, short, factor, severity }) => {
    const limit = formatNumber(factor * allowed);
    const over = (window: string): string =>
      `${formatSeries(`${record}:${window}`, [`scenario=${quoteString(scenario.name)}`])} > ${limit}`;
    return {
      alert: `PerfHarnessBurnRate${name}`,
      expr: `${over(long)} and ${over(short)}`,
      labels: alertLabels(watch, budget.level === 'warn' ? 'ticket' : severity),
      annotations: {
        summary: escapeTemplate(
          `${scenario.name}: ${budget.metric} ${budget.text} burns its error budget ${factor} times too fast`,
        ),
        description: `Share of bad requests over ${long}: {{ $value }}; allowed: ${formatNumber(allowed)}.`,
      },
    };
  });
}

/** Prometheus rule that records the result of an expression. */
interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A rule of Prometheus that raises an alert. */
export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Labels of an alert: subject and urgency, where `page` wakes somebody, `ticket` can wait. */
function alertLabels({ scenario, budget }: MonitoredBudget, severity: 'page' | 'ticket') {
  return {
    scenario: escapeTemplate(scenario.name),
    metric: escapeTemplate(budget.metric),
    limit: budget.text,
    severity,
  };
}
