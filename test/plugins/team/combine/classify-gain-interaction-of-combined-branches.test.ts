import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  classifyInteraction,
  expectedCombinedRatio,
  findCompatibleSubset,
  type MeasuredRatio,
  worstInteraction,
} from '../../../../plugins/team/combine/gain-interaction.ts';

const about = (ratio: number, spread = 0.02): MeasuredRatio => ({
  ratio,
  low: ratio - spread,
  high: ratio + spread,
});

it('TEAM-34: lets two gains of 20 % add up to 36 %, overlap or clash, as measured', () => {
  const parts = [about(0.8), about(0.8)];
  expect(expectedCombinedRatio(parts).ratio).toBeCloseTo(0.64);
  const of = (sum: number, ...against: readonly number[]) =>
    classifyInteraction({ sum: about(sum), parts, adds: against.map((ratio) => about(ratio)) });
  expect(of(0.64, 0.8, 0.8)).toBe('add');
  // More than the product is no clash: each part makes the other more effective.
  expect(of(0.5, 0.62, 0.62)).toBe('add');
  expect(of(0.74, 0.92, 0.92)).toBe('overlap');
  expect(of(0.8, 1, 1)).toBe('unclear');
  expect(of(0.9, 1.12, 1.12)).toBe('clash');
  // One part that is slower combined with the other is enough.
  expect(of(0.64, 0.8, 1.05)).toBe('clash');
});

it('TEAM-34: takes the worst of several metrics, and unclear when there are none', () => {
  expect(worstInteraction(['add', 'clash', 'overlap'])).toBe('clash');
  expect(worstInteraction(['add', 'overlap'])).toBe('overlap');
  expect(worstInteraction(['add', 'unclear'])).toBe('unclear');
  expect(worstInteraction([])).toBe('unclear');
});

it('TEAM-34: bisects out what is incompatible with the parts before it, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 10 }),
      fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 4 }),
      async (count, drawn) => {
        const parts = Array.from({ length: count }, (_, index) => index);
        const pairs = drawn.filter(([a, b]) => a !== b && a < count && b < count);
        const clashOf = (tried: readonly number[]) =>
          pairs.find(([a, b]) => tried.includes(a) && tried.includes(b));
        let probes = 0;
        const { compatible, excluded } = await findCompatibleSubset(parts, async (tried) => {
          probes += 1;
          const clash = clashOf(tried);
          return clash === undefined ? null : `${clash.join(' and ')} clash`;
        });
        expect(clashOf(compatible)).toBeUndefined();
        expect(
          [...compatible, ...excluded.map(({ part }) => part)].toSorted((a, b) => a - b),
        ).toEqual(parts);
        // The same result as adding each part in turn: of two that clash, the first has priority.
        const greedy: number[] = [];
        for (const part of parts) {
          if (clashOf(greedy.concat(part)) === undefined) greedy.push(part);
        }
        expect(compatible).toEqual(greedy);
        expect(probes).toBeLessThanOrEqual(
          (excluded.length + 1) * (1 + Math.ceil(Math.log2(count))),
        );
      },
    ),
  );
});
