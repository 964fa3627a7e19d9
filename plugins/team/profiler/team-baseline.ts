import { EXIT, type Files, type measure, storage, UserError } from 'perf-harness/plugin';
import { z } from 'zod';

/** Origins of the values of a baseline. */
const METHODS = ['measured', 'weighed', 'estimated'] as const;

const metricSchema = z
  .object({
    scenario: z
      .string()
      .nullable()
      .describe('null: the metric belongs to the project, not to an operation.'),
    metric: z.string().min(1),
    value: z.number(),
    unit: z.string().min(1),
    method: z
      .enum(METHODS)
      .describe('measured: from trials. weighed: from file sizes. estimated: from neither.'),
    timestamp: z.iso.datetime(),
  })
  .strict()
  .readonly();
/** Value measured before any change (TPP-06). */
export type BaselineMetric = z.infer<typeof metricSchema>;

const environmentSchema = z
  .object({
    cpu: z.string(),
    cores: z.int().positive(),
    governor: z
      .string()
      .nullable()
      .describe('CPU frequency governor; null means the system has none.'),
    os: z.string(),
    node: z.string(),
    load: z
      .number()
      .nonnegative()
      .describe('Load average: mean number of runnable processes over one minute.'),
  })
  .strict()
  .readonly();
/** The machine that a baseline is of. */
export type BaselineEnvironment = z.infer<typeof environmentSchema>;

export const BASELINE_SCHEMA = 'perf-harness/team-baseline@1';
export const baselineSchema = z
  .object({
    schema: z.literal(BASELINE_SCHEMA),
    metrics: z.array(metricSchema).readonly(),
    environment: environmentSchema,
  })
  .strict()
  .readonly();
/** `baseline-metrics.json`. */
export type TeamBaseline = z.infer<typeof baselineSchema>;

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

/** Selects machine facts to store; the caller reads `governor` and `load` from the system. */
export function selectBaselineEnvironment(
  { machine, runtime }: measure.Environment,
  { governor, load }: Pick<BaselineEnvironment, 'governor' | 'load'>,
): BaselineEnvironment {
  return {
    cpu: machine.cpuModel,
    cores: machine.cpuCount,
    governor,
    load,
    os: `${machine.platform} ${machine.release}`,
    node: runtime.node,
  };
}

/** Load per core above which a machine is busy with other work. */
const BUSY_SHARE = 0.5;

/** Returns differences of machine or state that make values incomparable; may be empty (TPP-06). */
export function compareEnvironments(
  before: BaselineEnvironment,
  now: BaselineEnvironment,
): readonly string[] {
  const named = [
    ...(['cpu', 'cores', 'governor', 'os', 'node'] as const).flatMap((key) =>
      before[key] === now[key]
        ? []
        : [
            `the baseline was recorded with ${key} ${before[key] ?? 'unknown'}, but this machine has ${now[key] ?? 'unknown'}`,
          ],
    ),
  ];
  const [calm, busy] = [before, now].map(({ load, cores }) => load / cores);
  const isBusier = (busy ?? 0) - (calm ?? 0) > BUSY_SHARE;
  return isBusier
    ? [
        ...named,
        `the load average is ${now.load}, but was ${before.load} when the baseline was recorded`,
      ]
    : named;
}
