import { EXIT, type Host, type measure, UserError } from 'perf-harness/plugin';
import type { BundleSize } from './measure-front-end-build.ts';
import {
  BASELINE_SCHEMA,
  type BaselineEnvironment,
  type BaselineMetric,
  selectBaselineEnvironment,
  type TeamBaseline,
} from './team-baseline.ts';

/**
 * Creates the baseline of a session from measurements of the harness, with the bundle size if there
 * is a build.
 * @throws UserError where nothing was measured, or the machine is unknown.
 */
export function makeBaseline(
  host: Pick<Host, 'system' | 'platform' | 'files' | 'clock'>,
  report: measure.Report,
  bundle: BundleSize | null,
): TeamBaseline {
  const environment = readMeasuredEnvironment(host, report);
  const measured = report.runs.flatMap(({ scenario, metrics, startedAt }) =>
    Object.entries(metrics).map(
      ([metric, { center, unit }]): BaselineMetric => ({
        scenario,
        metric,
        value: center,
        unit,
        method: 'measured',
        timestamp: startedAt,
      }),
    ),
  );
  if (environment === null || measured.length === 0) {
    throw new UserError({
      code: 'team-nothing-measured',
      message: `Nothing was measured for ${report.runs.map(({ scenario }) => scenario).join(', ') || 'any scenario'}, so there is no baseline.`,
      remedy: 'Run the scenario by itself and fix the reported errors: perf-harness run',
      exitCode: EXIT.target,
    });
  }
  return {
    schema: BASELINE_SCHEMA,
    metrics: [...measured, ...(bundle === null ? [] : weighed(bundle, host.clock.now()))],
    environment,
  };
}

/** Returns the machine a report was measured on, as it is now; null if nothing was measured. */
export function readMeasuredEnvironment(
  host: Pick<Host, 'system' | 'platform' | 'files'>,
  { runs }: Pick<measure.Report, 'runs'>,
): BaselineEnvironment | null {
  const environment = runs.find((run) => run.environment !== null)?.environment ?? null;
  if (environment === null) return null;
  const governors = host.platform.machine.governors(host.files);
  return selectBaselineEnvironment(environment, {
    governor: governors.length === 0 ? null : governors.join(', '),
    load: host.system.loadAverage(),
  });
}

function weighed({ bytes, gzip_bytes }: BundleSize, now: Date): readonly BaselineMetric[] {
  const timestamp = now.toISOString();
  const about = { scenario: null, unit: 'B', method: 'weighed', timestamp } as const;
  return [
    { ...about, metric: 'bundle', value: bytes },
    { ...about, metric: 'bundle.gzip', value: gzip_bytes },
  ];
}
