import type { PlannedTrial } from '../model/executor.ts';
import type { Random } from '../stats/random.ts';
import { SEED_LIMIT } from './seed-limit.ts';

/** One trial in a round, and which of the scenarios that are measured together it belongs to. */
export interface PlannedRoundTrial {
  readonly scenarioIndex: number;
  readonly trial: PlannedTrial;
}

/**
 * One round: one fresh unit of each scenario that is measured together, in an order drawn anew,
 * so that none of them always has the first or the warmer place. All units of a round share their
 * V8 seeds, which takes their effect out of the differences between alternatives.
 */
export function planRound(
  scenarioIndexes: readonly number[],
  round: { readonly number: number; readonly warmup: boolean; readonly nextIndex: number },
  random: Random,
): readonly PlannedRoundTrial[] {
  const seed = 1 + random.integer(SEED_LIMIT - 1);
  return random.shuffle(scenarioIndexes).map((scenarioIndex, position) => ({
    scenarioIndex,
    trial: {
      index: round.nextIndex + position,
      warmup: round.warmup,
      side: 'a',
      pair: round.number,
      slot: 0,
      seed,
    },
  }));
}
