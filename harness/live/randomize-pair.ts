import type { PlannedTrial } from '../model/executor.ts';
import type { SideId } from '../model/side.ts';
import type { TrialPass } from '../model/trial.ts';
import { SEED_LIMIT } from '../model/value/seed-limit.ts';
import type { Random } from '../stats/random.ts';

/** Two units that will be measured against each other, one of each side. */
export interface PlannedPair {
  /** Counts from 0 over the whole scenario, warm-up and both stages included. */
  readonly number: number;
  readonly warmup: boolean;
  readonly stage: 'screen' | 'confirm';
  /** Pass of the pair, where its units are opened for other metrics than the kind's own. */
  readonly pass?: TrialPass | undefined;
  /**
   * Slot that the coin gave to side a; b has the other. Order and folder are properties of the
   * slot.
   */
  readonly slotOfA: 0 | 1;
  readonly seed: number;
}

/**
 * Draws the coin of a pair and the V8 seeds that its two units share. The coin is what makes the
 * signs of the differences exchangeable when nothing has changed, whatever the machine does to the
 * first or the second of two units.
 * @param before - Slot of side a in the pair before, where orders take turns: counts are judged by how far they
 * lie apart and not by their signs, so that a coin would only leave in their mean what the place does.
 */
export function randomizePair(
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

/** One side of a pair as the trial that it will be. */
export function planPairTrial(pair: PlannedPair, side: SideId): PlannedTrial {
  const { number, warmup, stage, pass, slotOfA, seed } = pair;
  const slot = side === 'a' ? slotOfA : other(slotOfA);
  const place = { index: 2 * number + slot, warmup, stage, side, pair: number, slot, seed };
  return pass === undefined ? place : { ...place, pass };
}
