import { createHash } from 'node:crypto';
import { formatNumber, type MonitoredBudget } from './monitored-budget.ts';
import type { MonitoringSettings } from './monitoring-settings.ts';
import { type AlertingRule, createRuleGroups } from './prometheus-rule-groups.ts';

/** Schema version of Grafana 11, which later versions accept and migrate. */
const SCHEMA_VERSION = 39;

export function createGrafanaDashboard(
  watches: readonly MonitoredBudget[],
  { datasource }: MonitoringSettings,
) {
  return {
    uid: 'perf-harness-budgets',
    title: 'Performance budgets',
    description: 'Generated from budgets by "perf-harness init --monitoring".',
    tags: ['perf-harness'],
    editable: true,
    schemaVersion: SCHEMA_VERSION,
    timezone: 'browser',
    time: { from: 'now-24h', to: 'now' },
    refresh: '1m',
    annotations: { list: [] },
    templating: {
      list: [
        {
          name: 'datasource',
          label: 'Data source',
          type: 'datasource',
          query: 'prometheus',
          current: { selected: true, text: datasource, value: datasource },
          hide: 0,
          multi: false,
          includeAll: false,
          regex: '',
          skipUrlSync: false,
        },
      ],
    },
    panels: createGrafanaPanels(watches),
  };
}

/** Half of the grid, which has 24 columns. */
const WIDTH = 12;
const HEIGHT = 8;
/** Variable of the dashboard, in Grafana's brace notation. */
const DATA_SOURCE = { type: 'prometheus', uid: ['$', '{datasource}'].join('') };

/** Creates a row for each scenario, a chart for each budget; it shows the limit as a line. */
function createGrafanaPanels(watches: readonly MonitoredBudget[]): readonly object[] {
  const panels: object[] = [];
  let y = 0;
  for (const [name, ofScenario = []] of Object.entries(
    Object.groupBy(watches, ({ scenario }) => scenario.name),
  )) {
    panels.push({
      type: 'row',
      id: panels.length + 1,
      title: name,
      collapsed: false,
      panels: [],
      gridPos: { h: 1, w: 2 * WIDTH, x: 0, y },
    });
    y += 1;
    for (const [index, watch] of ofScenario.entries()) {
      const place = { x: (index % 2) * WIDTH, y: y + Math.floor(index / 2) * HEIGHT };
      panels.push(chart(watch, panels.length + 1, place));
    }
    y += Math.ceil(ofScenario.length / 2) * HEIGHT;
  }
  return panels;
}

function chart(
  watch: MonitoredBudget,
  id: number,
  place: { readonly x: number; readonly y: number },
) {
  const { budget, value, limit, unit, note } = watch;
  const isUpper = budget.operator.startsWith('<');
  return {
    type: 'timeseries',
    id,
    title: `${budget.metric} ${budget.text}`,
    datasource: DATA_SOURCE,
    description: note ?? `Limit: ${formatNumber(limit)}`,
    gridPos: { h: HEIGHT, w: WIDTH, ...place },
    targets: [{ refId: 'A', datasource: DATA_SOURCE, expr: value, legendFormat: budget.metric }],
    fieldConfig: {
      defaults: {
        unit,
        custom: { thresholdsStyle: { mode: 'line+area' } },
        thresholds: {
          mode: 'absolute',
          steps: [
            { value: null, color: isUpper ? 'green' : 'red' },
            { value: limit, color: isUpper ? 'red' : 'green' },
          ],
        },
      },
      overrides: [],
    },
    options: {
      legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] },
      tooltip: { mode: 'multi', sort: 'none' },
    },
  };
}

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
