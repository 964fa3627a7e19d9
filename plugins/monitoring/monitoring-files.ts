import { type CreatedFiles, type InitRequest, type Scenario, UserError } from 'perf-harness/plugin';
import { stringify } from 'yaml';
import { createGrafanaAlerts, createGrafanaDashboard } from './grafana-files.ts';
import { listMonitoredBudgets } from './list-monitored-budgets.ts';
import type { MonitoredBudget } from './monitored-budget.ts';
import type { MonitoringSettings } from './monitoring-settings.ts';
import { createRuleGroups, type RuleGroup } from './prometheus-rule-groups.ts';
import { readMonitoringSettings } from './read-monitoring-settings.ts';

interface MonitoringFiles {
  readonly watches: readonly MonitoredBudget[];
  /** Paths from the folder that they are written to. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
}

const ADVICE: Readonly<Record<Scenario['kind'], string>> = {
  http: "budgets: { 'latency.p95': '< 300 ms', error_rate: '< 0.1 %' }",
  k6: "budgets: { 'latency.p95': '< 300 ms', error_rate: '< 0.1 %' }",
  page: "budgets: { lcp: '< 2.5 s', cls: '< 0.1', inp: '<= 200 ms' }",
  function: "budgets: { wall_time: '< 2 ms' }",
  command: "budgets: { wall_time: '< 500 ms' }",
};

function generateMonitoringFiles(
  scenarios: readonly Scenario[],
  settings: MonitoringSettings,
): MonitoringFiles {
  const watches = listMonitoredBudgets(scenarios, settings);
  const [first] = scenarios;
  if (watches.length === 0) {
    throw new UserError({
      code: 'no-budgets',
      message:
        'Monitoring is generated from budgets, but no scenario has a budget, so there is nothing to alert on.',
      remedy: `Add a budget${first === undefined ? '' : ` to "${first.name}"`}, such as ${ADVICE[first?.kind ?? 'http']}, then run perf-harness init --monitoring again.`,
    });
  }
  return {
    watches,
    files: [
      { path: 'rules.yml', text: formatRuleFile(watches, settings) },
      { path: 'dashboard.json', text: json(createGrafanaDashboard(watches, settings)) },
      { path: 'grafana-alerts.json', text: json(createGrafanaAlerts(watches, settings)) },
    ],
  };
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Formats a Prometheus rule file, with a header that explains the origin of its names. */
export function formatRuleFile(
  watches: readonly MonitoredBudget[],
  settings: MonitoringSettings,
): string {
  const groups: readonly RuleGroup[] = createRuleGroups(watches);
  return `# Generated from budgets by "perf-harness init --monitoring".
# Check the rules: promtool check rules rules.yml. Load them: rule_files in prometheus.yml.
#
# Requests come from ${settings.requestDuration}, by the labels ${settings.routeLabel},
# ${settings.methodLabel} and ${settings.statusLabel}. The defaults are the names of OpenTelemetry's semantic
# conventions as used in Prometheus; "monitoring" in the perf-harness configuration changes them.
# perf_harness_* are written by "perf-harness run --reporter openmetrics=FILE".
${stringify({ groups }, { lineWidth: 0 })}`;
}

const FOLDER = 'monitoring';

/** `init --monitoring`: rules, dashboard and alerts from the budgets of the project. */
export function makeInitFiles({ host, config, scenarios }: InitRequest): CreatedFiles {
  const { files, watches } = generateMonitoringFiles(
    scenarios,
    readMonitoringSettings(host, config),
  );
  const count = watches.length;
  return {
    folder: FOLDER,
    files,
    summary: `${count === 1 ? '1 budget is' : `${count} budgets are`} watched.`,
    next: nextSteps(watches),
  };
}

function nextSteps(watches: readonly MonitoredBudget[]): readonly string[] {
  const sources = new Set(watches.map(({ source }) => source));
  const notes = watches.flatMap(({ scenario, budget, note }) =>
    note === null ? [] : [`${scenario.name}, ${budget.metric}: ${note}`],
  );
  return [
    'Check the rules: promtool check rules monitoring/rules.yml.',
    'Add monitoring/rules.yml to rule_files in the Prometheus configuration, import monitoring/dashboard.json into Grafana, and provision Grafana with monitoring/grafana-alerts.json if you do not use Alertmanager.',
    ...(sources.has('service')
      ? [
          'Make sure that your service exports the metrics and labels listed at the top of rules.yml.',
        ]
      : []),
    ...(sources.has('field')
      ? ['Export web vitals as the histograms that rules.yml expects.']
      : []),
    ...(sources.has('runs')
      ? [
          'Have CI run perf-harness run --reporter openmetrics=perf.prom, and pass the file to the Pushgateway or to the textfile collector.',
        ]
      : []),
    ...notes,
  ];
}
