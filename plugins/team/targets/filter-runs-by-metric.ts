import { EXIT, type measure, UserError } from 'perf-harness/plugin';

/**
 * Selects the runs that measure the metric to improve, since the others cannot show an improvement.
 * @param metric - null for time, which every run measures in its own way.
 * @throws UserError where no run has it.
 */
export function filterRunsByMetric(report: measure.Report, metric: string | null): measure.Report {
  if (metric === null) return report;
  const runs = report.runs.filter(({ metrics }) => metrics[metric] !== undefined);
  if (runs.length > 0) return { ...report, runs };
  const known = [...new Set(report.runs.flatMap(({ metrics }) => Object.keys(metrics)))];
  throw new UserError({
    code: 'team-metric-not-measured',
    message: `No scenario measures ${metric}, so an improvement could not be verified.`,
    remedy: `Add the metric to the \`metrics\` of a scenario, or choose a metric that is already measured: ${known.join(', ') || 'nothing'}.`,
    exitCode: EXIT.usage,
  });
}
