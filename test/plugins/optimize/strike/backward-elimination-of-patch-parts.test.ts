/** Parts of a change that are accepted, decided by synthetic comparisons. */
import { expect, test } from 'vitest';
import {
  keepEarned,
  type Whole,
} from '../../../../plugins/optimize/strike/remove-changes-without-measured-gain.ts';

interface Part {
  readonly id: string;
  readonly saves: number;
  readonly lines: number;
  /** Tests fail without it. */
  readonly isNeeded?: boolean;
}

const part = (id: string, saves: number, lines = 1, isNeeded = false): Part => ({
  id,
  saves,
  lines,
  isNeeded,
});

/** A state is a time: 100 without any part. */
async function earned(parts: readonly Part[], timeOf = sumOf) {
  const compared: string[] = [];
  const wholeOf = (of: readonly Part[]): Whole<Part, number> => ({ parts: of, state: timeOf(of) });
  const { whole, contributions } = await keepEarned(wholeOf(parts), {
    without: async ({ parts: all }, part) => wholeOf(all.filter(({ id }) => id !== part.id)),
    linesOf: async (_, { lines }) => lines,
    compare: async (without, all) => {
      compared.push(`${without} → ${all}`);
      return { isImproved: all < without, isWorse: all > without };
    },
    drop: async (_, { part: { isNeeded } }) => isNeeded !== true,
  });
  const idsOf = (all: readonly { readonly id: string }[]): string =>
    all.map((part) => part.id).join();
  return {
    kept: idsOf(whole.parts),
    gains: idsOf(contributions.map((contribution) => contribution.part)),
    compared,
  };
}

function sumOf(parts: readonly Part[]): number {
  return 100 - parts.reduce((sum, { saves }) => sum + saves, 0);
}

test('keeps every part after one measurement each when each adds a gain', async () => {
  const { kept, gains, compared } = await earned([part('a', 10), part('b', 5), part('c', 1)]);
  expect({ kept, gains }).toEqual({ kept: 'a,b,c', gains: 'a,b,c' });
  expect(compared).toEqual(['94 → 84', '89 → 84', '85 → 84']);
});

test('removes a regression and a part that adds nothing, whatever the others gain', async () => {
  const { kept } = await earned([part('a', 50), part('loss', -20), part('idle', 0), part('b', 5)]);
  expect(kept).toBe('a,b');
});

test('removes a regression before a part that looks useless next to it', async () => {
  // The loss hides the effect of any other part.
  const timeOf = (parts: readonly Part[]): number =>
    parts.some(({ id }) => id === 'loss') ? 9_000 : sumOf(parts);
  expect((await earned([part('a', 9), part('b', 5), part('loss', 0)], timeOf)).kept).toBe('a,b');
});

test('keeps the smaller patch when either of two does the work of both', async () => {
  const either = (parts: readonly Part[]): number => (parts.length === 0 ? 100 : 60);
  expect((await earned([part('large', 0, 65), part('small', 0, 4)], either)).kept).toBe('small');
  expect((await earned([part('small', 0, 4), part('large', 0, 65)], either)).kept).toBe('small');
  expect((await earned([part('first', 0, 4), part('last', 0, 4)], either)).kept).toBe('first');
});

test('keeps a part without which the tests fail', async () => {
  expect((await earned([part('a', 9), part('needed', 0, 1, true)])).kept).toBe('a,needed');
});
