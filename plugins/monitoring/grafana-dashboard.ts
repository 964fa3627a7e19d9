import { createGrafanaPanels } from './grafana-panels.ts';
import type { MonitoredBudget } from './monitored-budget.ts';
import type { MonitoringSettings } from './settings/monitoring-settings.ts';

/** Schema version of Grafana 11, which later versions accept and migrate. */
const SCHEMA_VERSION = 39;

/** Creates a Grafana dashboard with the metrics of all budgets and their limits. */
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
