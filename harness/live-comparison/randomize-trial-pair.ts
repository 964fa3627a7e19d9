import type { SideId } from '../model/base-or-head-of-comparison.ts';
import type { PlannedTrial } from '../model/executor.ts';
import type { TrialPass } from '../model/trial.ts';
import { SEED_LIMIT } from '../model/value/max-v8-random-seed.ts';
import type { Random } from '../stats/seeded-random.ts';

/** Two units to be compared, one of each side. */
export interface PlannedPair {
  /** Index from 0 over the whole scenario, including warm-up and both stages. */
  readonly number: number;
  readonly warmup: boolean;
  readonly stage: 'screen' | 'confirm';
  /** Pass of the pair, where its units are opened for other metrics than the kind's own. */
  readonly pass?: TrialPass | undefined;
  /** Slot that the coin gave to side a; b has the other. Slots determine order and folder. */
  readonly slotOfA: 0 | 1;
  readonly seed: number;
}

/**
 * Draws the coin of a pair and the V8 seeds that its two units share. The coin makes the signs of
 * the differences exchangeable if nothing has changed, however the machine affects the first or
 * second of two units.
 * @param before - Slot of side a in the previous pair, if the order alternates: counts are judged
 * by their distance and not by their signs, so a coin would only add the effect of the order to
 * their mean.
 */
export function randomizeTrialPair(
  pair: Pick<PlannedPair, 'number' | 'warmup' | 'stage' | 'pass'>,
  random: Random,
  before: PlannedPair['slotOfA'] | null = null,
): PlannedPair {
  const coin = random.integer(2) === 0 ? 0 : 1;
  const slotOfA = before === null ? coin : other(before);
  return { ...pair, slotOfA, seed: 1 + random.integer(SEED_LIMIT - 1) };
}

function other(slot: PlannedPair['slotOfA']): PlannedPair['slotOfA'] {
  return slot === 0 ? 1 : 0;
}

/** The sides of a pair in the order of their slots. */
export function sidesInSlotOrder({ slotOfA }: PlannedPair): readonly [SideId, SideId] {
  return slotOfA === 0 ? ['a', 'b'] : ['b', 'a'];
}

/** Plans the trial of one side of a pair. */
export function planPairTrial(pair: PlannedPair, side: SideId): PlannedTrial {
  const { number, warmup, stage, pass, slotOfA, seed } = pair;
  const slot = side === 'a' ? slotOfA : other(slotOfA);
  const place = { index: 2 * number + slot, warmup, stage, side, pair: number, slot, seed };
  return pass === undefined ? place : { ...place, pass };
}
