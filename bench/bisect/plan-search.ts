import { createRandom } from '../../harness/stats/seeded-random.ts';
import { findWorkload, type Workload } from '../verdicts/workloads.ts';

export const COMMIT_COUNT = 64;
/** Relative increase of the metric caused by the culprit. */
export const STEP_SIZE = 0.05;
/** Workloads, used in turn by the histories, so that no result rests on a single program. */
const NAMES = ['parse', 'sort', 'map', 'matrix'] as const;

/** Plan of one history, derived from its number alone. */
export interface SearchPlan {
  readonly id: string;
  readonly workload: Workload;
  /** The commit, from 1, that makes it slower. */
  readonly culprit: number;
  /** Seed of the background load. */
  readonly noiseSeed: number;
  /** Seed of the search and of the halving. */
  readonly seed: number;
}

export function planSearch(index: number): SearchPlan {
  const random = createRandom(40_000 + index);
  return {
    id: `run-${index}`,
    workload: findWorkload(NAMES[index % NAMES.length] ?? 'parse'),
    culprit: 1 + random.integer(COMMIT_COUNT),
    noiseSeed: random.integer(2 ** 31),
    seed: random.integer(2 ** 31),
  };
}
