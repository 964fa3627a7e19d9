import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../harness/stats/seeded-random.ts';

function draw(seed: number, count: number): number[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => random.next());
}

describe('createRandom', () => {
  it('still draws the numbers that existing records were made with', () => {
    expect(draw(1, 3)).toEqual([0.3678755429573357, 0.08161311969161034, 0.8205357783008367]);
    expect(draw(2 ** 32 - 1, 1)).toEqual(draw(-1, 1));
  });

  it('spreads evenly over [0, 1)', () => {
    const numbers = draw(7, 20_000);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    const cells = new Array<number>(20).fill(0);
    for (const number of numbers)
      cells[Math.floor(number * 20)] = (cells[Math.floor(number * 20)] ?? 0) + 1;
    const chiSquare = cells.reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0);
    // 99.9 % point of chi-square with 19 degrees of freedom.
    expect(chiSquare).toBeLessThan(43.8);
  });

  it('draws every integer below a bound', () => {
    const random = createRandom(5);
    const seen = new Set(Array.from({ length: 200 }, () => random.integer(6)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('shuffles a copy, with all orders equally often', () => {
    const random = createRandom(11);
    const items = ['a', 'b', 'c'] as const;
    const counts = new Map<string, number>();
    for (let time = 0; time < 6_000; time += 1) {
      const order = random.shuffle(items).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(items).toEqual(['a', 'b', 'c']);
    expect(counts.size).toBe(6);
    // 1,000 each; six standard deviations are 173.
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(173);
  });
});
