import { createHash } from 'node:crypto';
import type { MonitoredBudget } from './monitored-budget.ts';
import type { MonitoringSettings } from './monitoring-settings.ts';
import { type AlertingRule, createRuleGroups } from './prometheus-rule-groups.ts';

const FOLDER = 'Performance budgets';
/** Range of the queries in seconds; the expressions specify their own windows. */
const LOOK_BACK = 600;

/**
 * Creates the alerts as a provisioning file for Grafana. They use the recording rules, which remain
 * in Prometheus. An expression without a result means that the budget is met.
 */
export function createGrafanaAlerts(
  watches: readonly MonitoredBudget[],
  { datasource }: MonitoringSettings,
) {
  const alerts = createRuleGroups(watches).flatMap(({ rules }) =>
    rules.filter((rule) => 'alert' in rule),
  );
  return {
    apiVersion: 1,
    groups: [
      {
        orgId: 1,
        name: 'perf-harness',
        folder: FOLDER,
        interval: '1m',
        rules: alerts.map((alert) => grafanaRule(alert, datasource)),
      },
    ],
  };
}

function grafanaRule(rule: AlertingRule, datasource: string) {
  const { alert, expr, labels, annotations } = rule;
  const of = [labels.scenario, labels.metric, labels.limit].filter((word) => word !== undefined);
  return {
    uid: createHash('sha256')
      .update(JSON.stringify([alert, labels]))
      .digest('hex')
      .slice(0, 32),
    title: `${alert}: ${of.join(' ')}`,
    condition: 'C',
    data: [
      {
        refId: 'A',
        relativeTimeRange: { from: LOOK_BACK, to: 0 },
        datasourceUid: datasource,
        model: { refId: 'A', expr, instant: true, range: false },
      },
      {
        refId: 'B',
        relativeTimeRange: { from: LOOK_BACK, to: 0 },
        datasourceUid: '__expr__',
        // The value of a comparison may be 0; only its existence matters.
        model: { refId: 'B', type: 'math', expression: '$A * 0 + 1' },
      },
      {
        refId: 'C',
        relativeTimeRange: { from: LOOK_BACK, to: 0 },
        datasourceUid: '__expr__',
        model: {
          refId: 'C',
          type: 'threshold',
          expression: 'B',
          conditions: [{ evaluator: { type: 'gt', params: [0] } }],
        },
      },
    ],
    noDataState: 'OK',
    execErrState: 'Error',
    for: rule.for ?? '0s',
    labels,
    annotations,
  };
}
