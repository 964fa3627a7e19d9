import type { Executor, PlannedTrial } from '../harness/model/executor.ts';
import type { Scenario } from '../harness/model/scenario/scenario.ts';
import { median } from '../harness/stats/descriptive-statistics.ts';
import { medianInterval } from '../harness/stats/quantile-confidence-interval.ts';

/** Measurements of both sides in one round. */
export interface RoundPair<T> {
  readonly ours: T;
  readonly theirs: T;
}

/** Measures both in each round and swaps their order every round, so that disturbances affect both. */
export async function measureAlternately<T>(
  rounds: number,
  ours: () => Promise<T>,
  theirs: () => T | Promise<T>,
): Promise<readonly RoundPair<T>[]> {
  const pairs: RoundPair<T>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) pairs.push({ ours: await ours(), theirs: await theirs() });
    else pairs.push({ theirs: await theirs(), ours: await ours() });
  }
  return pairs;
}

/** Returns the median of the rounds' ratios, with its interval at 95 %. */
export function summarizeRatios(ratios: readonly number[]) {
  return { ratio: median(ratios), ...medianInterval(ratios, 0.95) };
}

/** Measures a scenario in one unit. */
export async function measureUnit<S extends Scenario>(
  executor: Executor<S>,
  scenario: S,
  folder: string,
  trial: Partial<PlannedTrial> = {},
) {
  const unit = await executor.open({
    scenario,
    trial: { index: 0, warmup: false, side: 'a', pair: 0, slot: 0, seed: 1, ...trial },
    folder,
    signal: AbortSignal.timeout(60_000),
  });
  const block = await unit.measure({ index: 0, durationMs: null });
  await unit.close();
  return block;
}
