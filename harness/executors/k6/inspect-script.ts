import { z } from 'zod';
import type { Host } from '../../host.ts';
import type { Condition } from '../../model/executor.ts';
import type { K6Scenario } from '../../model/scenario.ts';
import type { K6 } from './find-k6.ts';
import { judgeExit } from './judge-exit.ts';
import { scriptVariables } from './script-variables.ts';

/** What k6 says of a script before it runs it. */
export interface ScriptPlan {
  /** Longest time that it can take, its graceful stops included, milliseconds. */
  readonly maxDurationMs: number;
  /** Virtual users at once, at the most. */
  readonly maxVus: number;
  /** Its thresholds, as it writes them. */
  readonly conditions: readonly Condition[];
}

const thresholdSchema = z.union([z.string(), z.object({ threshold: z.string() })]);
const planSchema = z.object({
  totalDuration: z.string(),
  maxVUs: z.number(),
  thresholds: z.record(z.string(), z.array(thresholdSchema)).nullish(),
});

const INSPECT_TIMEOUT_MS = 60_000;

/** Asks k6 what a script is going to do. @throws UnitFailure where it cannot be read. */
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
    // A script that builds its addresses while it is read finds one; nothing is sent.
    env: scriptVariables(scenario, 'http://127.0.0.1:1'),
    timeoutMs: INSPECT_TIMEOUT_MS,
    signal,
  });
  judgeExit(exit, stderr);
  const { totalDuration, maxVUs, thresholds } = planSchema.parse(JSON.parse(stdout));
  const conditions = Object.entries(thresholds ?? {}).flatMap(([metric, all]) =>
    all.map((one) => ({ metric, text: typeof one === 'string' ? one : one.threshold })),
  );
  return { maxDurationMs: milliseconds(totalDuration), maxVus: maxVUs, conditions };
}

const UNIT_MS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** Go's notation, such as `1h2m3.5s`. */
export function milliseconds(duration: string): number {
  return [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)].reduce(
    (sum, [, number, unit]) => sum + Number(number) * (UNIT_MS[unit ?? ''] ?? 0),
    0,
  );
}
