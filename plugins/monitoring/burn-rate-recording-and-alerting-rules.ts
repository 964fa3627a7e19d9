import type { MonitoredBudget } from './monitored-budget.ts';
import { escapeTemplate, formatNumber, formatSeries, quoteString } from './promql-formatting.ts';
import { type AlertingRule, alertLabels, type RecordingRule } from './rule.ts';

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
export function createBurnRateRecords({
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
export function createBurnRateAlerts(watch: MonitoredBudget): readonly AlertingRule[] {
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
