import type { SideId } from '../model/base-or-head-of-comparison.ts';
import type { PlannedTrial } from '../model/executor.ts';
import type { TrialPass } from '../model/trial.ts';
import { SEED_LIMIT } from '../model/value/max-v8-random-seed.ts';
import type { Random } from '../stats/seeded-random.ts';

/** Pair of units before it is measured. */
export interface PlannedPair {
  /** Index from 0 over the whole scenario, including warm-up and both stages. */
  readonly number: number;
  readonly warmup: boolean;
  readonly stage: 'screen' | 'confirm';
  /** Pass of the pair, if its units are measured for other metrics than those of the kind. */
  readonly pass?: TrialPass | undefined;
  /** Slot drawn for side a; b has the other. The slot determines order and folder. */
  readonly slotOfA: 0 | 1;
  readonly seed: number;
}

/**
 * Draws the slots of a pair, and the V8 seeds that its two units share. Random slots make the signs
 * of the differences exchangeable if nothing has changed, however the machine affects the first or
 * second of two units.
 * @param previousSlotOfA - Given if slots alternate instead: counts are judged by their mean
 * difference, to which random slots would only add the effect of the order.
 */
export function randomizeTrialPair(
  pair: Pick<PlannedPair, 'number' | 'warmup' | 'stage' | 'pass'>,
  random: Random,
  previousSlotOfA: PlannedPair['slotOfA'] | null = null,
): PlannedPair {
  const drawn = random.integer(2) === 0 ? 0 : 1;
  const slotOfA = previousSlotOfA === null ? drawn : otherSlot(previousSlotOfA);
  return { ...pair, slotOfA, seed: 1 + random.integer(SEED_LIMIT - 1) };
}

function otherSlot(slot: PlannedPair['slotOfA']): PlannedPair['slotOfA'] {
  return slot === 0 ? 1 : 0;
}

export function sidesInSlotOrder({ slotOfA }: PlannedPair): readonly [SideId, SideId] {
  return slotOfA === 0 ? ['a', 'b'] : ['b', 'a'];
}

export function planPairTrial(pair: PlannedPair, side: SideId): PlannedTrial {
  const { number, warmup, stage, pass, slotOfA, seed } = pair;
  const slot = side === 'a' ? slotOfA : otherSlot(slotOfA);
  const planned = { index: 2 * number + slot, warmup, stage, side, pair: number, slot, seed };
  return pass === undefined ? planned : { ...planned, pass };
}
