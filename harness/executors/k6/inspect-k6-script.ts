import { z } from 'zod';
import type { Host } from '../../host.ts';
import type { ScriptThreshold } from '../../model/executor.ts';
import type { K6Scenario, ScriptLoad } from '../../model/scenario/scenario.ts';
import { checkK6Exit } from './check-k6-exit.ts';
import type { K6 } from './find-k6.ts';

export interface ScriptPlan {
  readonly maxDurationMs: number;
  readonly conditions: readonly ScriptThreshold[];
  readonly users: readonly PlannedUsers[];
}

export interface PlannedUsers {
  /** Name of the scenario in the script; null if the script has no scenarios. */
  readonly part: string | null;
  readonly users: number;
  /** Its rate of iterations is divided as its users are. */
  readonly isRate: boolean;
}

const thresholdSchema = z.union([z.string(), z.object({ threshold: z.string() })]);
const stagesSchema = z.array(z.object({ target: z.number() })).nullish();
const partSchema = z.object({
  executor: z.string(),
  vus: z.number().nullish(),
  startVUs: z.number().nullish(),
  preAllocatedVUs: z.number().nullish(),
  maxVUs: z.number().nullish(),
  stages: stagesSchema,
});
const planSchema = z.object({
  vus: z.number().nullish(),
  stages: stagesSchema,
  scenarios: z.record(z.string(), partSchema).nullish(),
  totalDuration: z.string(),
  thresholds: z.record(z.string(), z.array(thresholdSchema)).nullish(),
});

const INSPECT_TIMEOUT_MS = 60_000;

export async function inspectScript(
  host: Host,
  k6: K6,
  scenario: K6Scenario,
  signal: AbortSignal,
): Promise<ScriptPlan> {
  const { exit, stdout, stderr } = await host.processes.exec({
    file: k6.path,
    args: ['inspect', '--execution-requirements', scenario.script],
    cwd: scenario.cwd,
    // An address for scripts that build URLs while they are loaded; nothing is sent.
    env: createScriptVariables(scenario, 'http://127.0.0.1:1'),
    timeoutMs: INSPECT_TIMEOUT_MS,
    signal,
  });
  checkK6Exit(exit, stderr);
  const plan = planSchema.parse(JSON.parse(stdout));
  const { totalDuration, thresholds } = plan;
  const conditions = Object.entries(thresholds ?? {}).flatMap(([metric, all]) =>
    all.map((threshold) => ({
      metric,
      text: typeof threshold === 'string' ? threshold : threshold.threshold,
    })),
  );
  return {
    maxDurationMs: parseGoDuration(totalDuration),
    conditions,
    users: plannedUsers(plan),
  };
}

function plannedUsers({
  vus,
  stages,
  scenarios,
}: z.infer<typeof planSchema>): readonly PlannedUsers[] {
  const whole = [vus, ...(stages ?? []).map(({ target }) => target)];
  const parts = Object.entries(scenarios ?? {}).flatMap(([part, scenario]) => {
    const isRate = scenario.executor.endsWith('-arrival-rate');
    // Users that may be added later count too: k6 divides the rate by the maximum.
    const counts = isRate
      ? [scenario.maxVUs ?? scenario.preAllocatedVUs]
      : [scenario.vus, scenario.startVUs, ...(scenario.stages ?? []).map(({ target }) => target)];
    return numbers(counts).map((users) => ({ part, users, isRate }));
  });
  return [...numbers(whole).map((users) => ({ part: null, users, isRate: false })), ...parts];
}

function numbers(counts: readonly (number | null | undefined)[]): readonly number[] {
  return counts.filter((count) => typeof count === 'number');
}

const UNIT_MS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** Go's notation, such as `1h2m3.5s`. */
export function parseGoDuration(duration: string): number {
  return [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)].reduce(
    (sum, [, number, unit]) => sum + Number(number) * (UNIT_MS[unit ?? ''] ?? 0),
    0,
  );
}

export interface Shard {
  readonly index: number;
  readonly count: number;
}

export const SINGLE_SHARD: Shard = { index: 0, count: 1 };

/** `BASE_URL` and the process's number among its peers; the scenario's variables win. k6's usage report is off. */
export function createScriptVariables(
  { env, load }: Pick<K6Scenario, 'env' | 'load'>,
  origin: string | null,
  { index, count }: Shard = SINGLE_SHARD,
): Readonly<Record<string, string>> {
  return {
    K6_NO_USAGE_REPORT: 'true',
    PERF_HARNESS_SHARD: String(index),
    PERF_HARNESS_SHARDS: String(count),
    ...(origin === null ? {} : { BASE_URL: origin }),
    ...loadVariables(load),
    ...env,
  };
}

/** k6's variables override the options of the script, also when it is only inspected. */
function loadVariables({ vus, iterations, durationMs }: ScriptLoad): Record<string, string> {
  return {
    ...(vus === undefined ? {} : { K6_VUS: String(vus) }),
    ...(iterations === undefined ? {} : { K6_ITERATIONS: String(iterations) }),
    ...(durationMs === undefined ? {} : { K6_DURATION: `${durationMs}ms` }),
  };
}
