import type { Host } from '../../harness/host.ts';
import { fitPlan } from '../../harness/live/fit-plan.ts';
import { measurePair } from '../../harness/live/measure-pair.ts';
import { livePlan } from '../../harness/live/pair-plan.ts';
import { planPair } from '../../harness/live/plan-pair.ts';
import { valuesOfPair } from '../../harness/model/values-of-pair.ts';
import { median } from '../../harness/stats/quantile.ts';
import { createRandom } from '../../harness/stats/random.ts';
import { completed, type Executors, scenarioIn } from './units.ts';
import type { Workload } from './workloads.ts';

/** What a share of a workload's metric is worth in work. */
export interface Dose {
  /** Growth of the metric over growth of the work, near the base's amount. */
  readonly workShare: number;
}

/** Pairs for finding the share. */
const PAIRS = 24;
/** How much more work the head of them does. */
export const DOSE_MORE = 0.5;

/**
 * Finds how much a metric grows with the counted work, from pairs of which the head does half as
 * much again, as live comparisons take them. A command also starts, a server also speaks HTTP, and
 * calls of a function cost something too.
 */
export async function measureDose(
  host: Host,
  executors: Executors,
  workload: Workload,
  metric: string,
  run: {
    /** With the base's amount of work, and with more. */
    readonly projects: { readonly base: string; readonly more: string };
    readonly folder: string;
    readonly signal: AbortSignal;
    readonly seed: number;
  },
): Promise<Dose> {
  const executor = executors.for(workload);
  const random = createRandom(run.seed);
  const live = livePlan(scenarioIn(run.projects.base, workload));
  const more = livePlan(scenarioIn(run.projects.more, workload)).scenario;
  const scenarios = { a: live.scenario, b: more };
  let { plan } = live;
  const growths: number[] = [];
  // The first pair warms the machine's caches up.
  for (let number = 0; number <= PAIRS; number += 1) {
    const pair = planPair({ number, warmup: number === 0, stage: 'screen' }, random);
    const { a, b } = await measurePair(host, { executor, scenarios, plan }, pair, run);
    const units = { a: completed(a), b: completed(b) };
    if (number === 0) plan = fitPlan(plan, live.scenario, units);
    else {
      const values = valuesOfPair(units, metric);
      if (values !== null) growths.push(values.b / values.a);
    }
  }
  return { workShare: (median(growths) - 1) / DOSE_MORE };
}

/** How often the work is done so that the metric is larger by this share. */
export function plantedAmount(base: number, share: number, { workShare }: Dose): number {
  return Math.round(base * (1 + share / workShare));
}
