import {
  createBurnRateAlerts,
  createBurnRateRecords,
} from './burn-rate-recording-and-alerting-rules.ts';
import type { MonitoredBudget } from './monitored-budget.ts';
import {
  escapeTemplate,
  formatNumber,
  quoteString,
  violationOperator,
} from './promql-formatting.ts';
import { type AlertingRule, alertLabels, type RecordingRule } from './rule.ts';

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
