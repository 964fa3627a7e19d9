import type { Host } from '../../harness/host.ts';
import { fitPairMeasurementPlan } from '../../harness/live-comparison/fit-measurement-plan-to-first-pair.ts';
import { measureTrialPair } from '../../harness/live-comparison/measure-trial-pair.ts';
import { createLivePlan } from '../../harness/live-comparison/pair-measurement-plan.ts';
import { randomizeTrialPair } from '../../harness/live-comparison/randomize-trial-pair.ts';
import type { SideId } from '../../harness/model/base-or-head-of-comparison.ts';
import { readMetricPairValues } from '../../harness/model/read-base-and-head-metric-values.ts';
import { createRandom, type Random } from '../../harness/stats/seeded-random.ts';
import { signedRankInterval } from '../../harness/stats/signed-rank-test.ts';
import {
  type BenchExecutors,
  createWorkloadScenario,
  requireCompletedTrial,
} from './workload-units.ts';
import { readDefaultAmount, type Workload } from './workloads.ts';

/** Dose-response of a workload: growth of a metric with the work. */
export interface DoseResponse {
  /** Growth of the metric over growth of the work, near the base's amount. */
  readonly workShare: number;
  /** Half the width of its interval of 95 %. */
  readonly halfWidth: number;
  readonly pairs: number;
}

/** Relative increase of the head's work in the first, rough measurement. */
const FIRST_MORE = 0.5;
const FIRST_PAIRS = 12;
/** Least rough work share, limiting the second measurement's increase if the first saw noise. */
const LEAST_SHARE = 0.2;
/**
 * Growth of the head's metric at which the share is measured. Near the planted growth, since
 * caches, collections and waiting make 50 % more work cost a different share of the metric.
 */
const NEAR_GROWTH = 0.1;
const FEWEST_PAIRS = 20;
const LIMIT_MS = 5 * 60_000;
const CONFIDENCE = 0.95;

interface Growth {
  /** Logarithms of head over base. */
  readonly estimate: number;
  readonly halfWidth: number;
  readonly pairs: number;
}

/**
 * Measures how much a metric grows with the amount of work, from pairs with a larger amount on the
 * head, taken as in live comparisons. Startup of a command, HTTP handling of a server and function
 * calls also cost time.
 *
 * @param projectOf - Returns the folder of a project with a given amount of work.
 */
export async function measureDoseResponse(
  host: Host,
  executors: BenchExecutors,
  workload: Workload,
  metric: string,
  run: {
    readonly projectOf: (amount: number) => Promise<string>;
    readonly folder: string;
    readonly signal: AbortSignal;
    readonly seed: number;
    /** Target half-width of the growth's interval, unless the time limit is reached first. */
    readonly halfWidth: number;
  },
): Promise<DoseResponse> {
  const base = readDefaultAmount(workload);
  const random = createRandom(run.seed);
  const grow = async (amount: number, isEnough: (growth: Growth) => boolean): Promise<Growth> => {
    const projects = { a: await run.projectOf(base), b: await run.projectOf(amount) };
    return measureGrowth(host, { executors, workload, metric, projects, isEnough }, random, run);
  };
  const first = await grow(
    computePlantedAmount(base, FIRST_MORE, { workShare: 1 }),
    ({ pairs }) => pairs >= FIRST_PAIRS,
  );
  const roughShare = Math.max(LEAST_SHARE, Math.expm1(first.estimate) / FIRST_MORE);
  const amount = computePlantedAmount(base, NEAR_GROWTH, { workShare: roughShare });
  const beganMs = host.clock.monotonicMs();
  const near = await grow(amount, ({ pairs, halfWidth }) => {
    if (pairs < FEWEST_PAIRS) return false;
    return halfWidth <= run.halfWidth || host.clock.monotonicMs() - beganMs > LIMIT_MS;
  });
  const more = amount / base - 1;
  return {
    workShare: Math.expm1(near.estimate) / more,
    halfWidth: near.halfWidth / more,
    pairs: near.pairs,
  };
}

/** Measures the ratio of a metric between two projects, with as many pairs as necessary. */
async function measureGrowth(
  host: Host,
  subject: {
    readonly executors: BenchExecutors;
    readonly workload: Workload;
    readonly metric: string;
    readonly projects: Readonly<Record<SideId, string>>;
    readonly isEnough: (growth: Growth) => boolean;
  },
  random: Random,
  run: { readonly folder: string; readonly signal: AbortSignal },
): Promise<Growth> {
  const { executors, workload, metric, projects, isEnough } = subject;
  const executor = executors.for(workload);
  const judged = new Set([metric]);
  const live = createLivePlan(createWorkloadScenario(projects.a, workload), judged);
  const scenarios = {
    a: live.scenario,
    b: createLivePlan(createWorkloadScenario(projects.b, workload), judged).scenario,
  };
  let { plan } = live;
  const differences: number[] = [];
  // The first pair warms the machine's caches up.
  for (let number = 0; ; number += 1) {
    const pair = randomizeTrialPair({ number, warmup: number === 0, stage: 'screen' }, random);
    const { a, b } = await measureTrialPair(host, { executor, scenarios, plan }, pair, run);
    const units = { a: requireCompletedTrial(a), b: requireCompletedTrial(b) };
    if (number === 0) {
      plan = fitPairMeasurementPlan(plan, live.scenario, units, judged);
      continue;
    }
    const values = readMetricPairValues(units, metric);
    if (values === null) continue;
    differences.push(Math.log(values.b / values.a));
    const { estimate, low, high } = signedRankInterval(differences, CONFIDENCE);
    const growth = { estimate, halfWidth: (high - low) / 2, pairs: differences.length };
    if (isEnough(growth)) return growth;
  }
}

/** Returns the repetitions of the work that increase the metric by this share. */
export function computePlantedAmount(
  base: number,
  share: number,
  { workShare }: Pick<DoseResponse, 'workShare'>,
): number {
  return Math.round(base * (1 + share / workShare));
}
