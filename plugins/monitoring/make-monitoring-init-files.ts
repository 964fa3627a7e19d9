import type { CreatedFiles, InitRequest } from 'perf-harness/plugin';
import type { MonitoredBudget } from './monitored-budget.ts';
import { generateMonitoringFiles } from './monitoring-files.ts';
import { readMonitoringSettings } from './settings/read-monitoring-settings.ts';

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
