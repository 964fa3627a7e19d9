import { EXIT, type Files, type Host, type measure, storage, UserError } from 'perf-harness/plugin';
import { z } from 'zod';
import type { BundleSize } from './measure-front-end-build.ts';

const metricSchema = z.strictObject({
  /** null: the metric belongs to the project, not to an operation. */
  scenario: z.string().nullable(),
  metric: z.string().min(1),
  value: z.number(),
  unit: z.string().min(1),
  /** measured: from trials. weighed: from file sizes. */
  method: z.enum(['measured', 'weighed']),
  timestamp: z.iso.datetime(),
});
/** Value measured before any change (TPP-06). */
type BaselineMetric = z.infer<typeof metricSchema>;

const environmentSchema = z.strictObject({
  cpu: z.string(),
  cores: z.int().positive(),
  /** CPU frequency governor; null: the system has none. */
  governor: z.string().nullable(),
  os: z.string(),
  node: z.string(),
  /** Mean number of runnable processes over one minute. */
  load: z.number().nonnegative(),
});
/** The machine that a baseline is of. */
export type BaselineEnvironment = z.infer<typeof environmentSchema>;

const BASELINE_SCHEMA = 'perf-harness/team-baseline@1';
export const baselineSchema = z.strictObject({
  schema: z.literal(BASELINE_SCHEMA),
  metrics: z.array(metricSchema),
  environment: environmentSchema,
});
/** `baseline-metrics.json`. */
export type TeamBaseline = z.infer<typeof baselineSchema>;

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
  const { machine, runtime } = environment;
  return {
    cpu: machine.cpuModel,
    cores: machine.cpuCount,
    governor: governors.length === 0 ? null : governors.join(', '),
    load: host.system.loadAverage(),
    os: `${machine.platform} ${machine.release}`,
    node: runtime.node,
  };
}

function weighed({ bytes, gzip_bytes }: BundleSize, now: Date): readonly BaselineMetric[] {
  const timestamp = now.toISOString();
  const about = { scenario: null, unit: 'B', method: 'weighed', timestamp } as const;
  return [
    { ...about, metric: 'bundle', value: bytes },
    { ...about, metric: 'bundle.gzip', value: gzip_bytes },
  ];
}

/** @throws UserError where the file is missing or cannot be used. */
export function readBaseline(files: Pick<Files, 'read'>, path: string): TeamBaseline {
  const text = files.read(path);
  const read = text === null ? null : baselineSchema.safeParse(storage.tryParseJson(text));
  if (read?.success === true) return read.data;
  const [issue] = read?.error.issues ?? [];
  const what =
    issue === undefined ? 'does not exist' : [issue.path.join('.'), issue.message].join(': ');
  throw new UserError({
    code: 'team-baseline',
    message: `The baseline ${path} cannot be used: it ${issue === undefined ? what : `is invalid: ${what}`}.`,
    remedy: 'Measure the baseline again: perf-harness team revise PROFILE-001',
    exitCode: EXIT.baseline,
  });
}

/** Load per core above which a machine is busy with other work. */
const BUSY_SHARE = 0.5;

/** Returns differences of machine or state that make values incomparable; may be empty (TPP-06). */
export function compareEnvironments(
  before: BaselineEnvironment,
  now: BaselineEnvironment,
): readonly string[] {
  const differing = (['cpu', 'cores', 'governor', 'os', 'node'] as const)
    .filter((key) => before[key] !== now[key])
    .map(
      (key) =>
        `the baseline was recorded with ${key} ${before[key] ?? 'unknown'}, but this machine has ${now[key] ?? 'unknown'}`,
    );
  if (now.load / now.cores - before.load / before.cores <= BUSY_SHARE) return differing;
  const busier = `the load average is ${now.load}, but was ${before.load} when the baseline was recorded`;
  return [...differing, busier];
}
