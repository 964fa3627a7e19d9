import { describe, expect, it } from 'vitest';
import {
  planPairTrial,
  randomizeTrialPair,
  sidesInSlotOrder,
} from '../../../harness/live-comparison/randomize-trial-pair.ts';
import { createRandom } from '../../../harness/stats/seeded-random.ts';

const STAGE = { warmup: false, stage: 'screen' } as const;

describe('randomizeTrialPair', () => {
  it('assigns the slots by a fair coin and gives both sides the same seeds', () => {
    const random = createRandom(7);
    const pairs = Array.from({ length: 2_000 }, (_, number) =>
      randomizeTrialPair({ number, ...STAGE }, random),
    );
    const first = pairs.filter(({ slotOfA }) => slotOfA === 0).length;
    // Five standard deviations of a fair coin.
    expect(Math.abs(first - 1_000)).toBeLessThan(112);
    expect(new Set(pairs.map(({ seed }) => seed)).size).toBe(2_000);
    for (const pair of pairs) {
      const [a, b] = [planPairTrial(pair, 'a'), planPairTrial(pair, 'b')];
      expect(a.seed).toBe(b.seed);
      expect(a.slot + b.slot).toBe(1);
      expect(a.pair).toBe(b.pair);
    }
  });

  it('alternates when given the previous pair, with the seeds that it would have had anyway', () => {
    const [drawn, turned] = [createRandom(5), createRandom(5)];
    let before: 0 | 1 | null = null;
    const slots: number[] = [];
    for (let number = 0; number < 20; number += 1) {
      const pair = randomizeTrialPair({ number, ...STAGE }, turned, before);
      expect(pair.seed).toBe(randomizeTrialPair({ number, ...STAGE }, drawn).seed);
      before = pair.slotOfA;
      slots.push(before);
    }
    expect(new Set(slots.map((slot, index) => (slot + index) % 2)).size).toBe(1);
  });
});

describe('planPairTrial', () => {
  it('numbers trials by pair and slot, so that order follows from the number', () => {
    const pair = { number: 5, ...STAGE, slotOfA: 1, seed: 9 } as const;
    expect(sidesInSlotOrder(pair)).toEqual(['b', 'a']);
    expect(planPairTrial(pair, 'b')).toMatchObject({ index: 10, slot: 0, side: 'b', pair: 5 });
    expect(planPairTrial(pair, 'a')).toMatchObject({ index: 11, slot: 1, side: 'a', seed: 9 });
  });
});
