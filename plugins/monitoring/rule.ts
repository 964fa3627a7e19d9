import type { MonitoredBudget } from './monitored-budget.ts';
import { escapeTemplate } from './promql-formatting.ts';

/** Prometheus rule that records the result of an expression. */
export interface RecordingRule {
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
export function alertLabels({ scenario, budget }: MonitoredBudget, severity: 'page' | 'ticket') {
  return {
    scenario: escapeTemplate(scenario.name),
    metric: escapeTemplate(budget.metric),
    limit: budget.text,
    severity,
  };
}
