import type { measure, PerformanceMap } from 'perf-harness/plugin';

/** Percent of an operation below which a step is not followed any further. */
const LEAST_SHARE = 5;

/** The way through the code that takes the most time. */
export interface CriticalPath {
  /** The caller first. */
  readonly functions: readonly string[];
  /** Percent of an operation, of the last of them with everything below. */
  readonly share: number;
}

/** Follows the longest step on each level (TPP-04). null: no step takes a noticeable part. */
export function criticalPath({ steps }: Pick<PerformanceMap, 'steps'>): CriticalPath | null {
  const chain: measure.Step[] = [];
  for (let next = longest(steps); next !== undefined; next = longest(next.children)) {
    chain.push(next);
  }
  const last = chain.at(-1);
  return last === undefined
    ? null
    : { functions: chain.map((step) => step.function), share: last.time_share_pct };
}

function longest(steps: readonly measure.Step[]): measure.Step | undefined {
  return steps
    .filter((step) => step.time_share_pct >= LEAST_SHARE)
    .toSorted((a, b) => b.wall_time_ms - a.wall_time_ms)[0];
}
