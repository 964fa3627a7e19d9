import { describe, expect, it, test } from 'vitest';
import { createRandom, type Random } from '../../../../harness/stats/seeded-random.ts';
import { bisectHypotheses } from '../../../../plugins/optimize/strike/bisect-hypotheses.ts';

/** A number of hypotheses, `H1` and on, some of which break the tests by themselves. */
interface BreakingCase {
  readonly size: number;
  readonly bad: readonly string[];
}

/** Draws a case of 2 to 64 hypotheses with 1 to 5 bad hypotheses, at most half of them. */
function drawBreakingCase(random: Random): BreakingCase {
  const size = 2 + Math.floor(random.next() * 63);
  const most = Math.min(5, Math.max(1, size >> 1));
  return { size, bad: drawBreakingIds(random, size, 1 + Math.floor(random.next() * most)) };
}

/** Draws `count` different ids at random. */
function drawBreakingIds(random: Random, size: number, count: number): readonly string[] {
  const bad = new Set<string>();
  while (bad.size < count) bad.add(`H${1 + Math.floor(random.next() * size)}`);
  return [...bad];
}

/** Returns the most test runs that a search may take: 2·k·log2(n) + k². */
function computeTestRunBound(size: number, bad: number): number {
  return 2 * bad * Math.log2(size) + bad ** 2;
}

/** True if any of the sets that break the tests is present as a whole. */
function hasBreakingSet(ids: readonly string[], bad: readonly (readonly string[])[]): boolean {
  const present = new Set(ids);
  return bad.some((set) => set.every((id) => present.has(id)));
}

interface Change {
  readonly id: string;
  readonly dependencies: readonly string[];
}

const changes = (count: number, needs: Readonly<Record<string, readonly string[]>> = {}) =>
  Array.from({ length: count }, (_, index): Change => {
    const id = `H${index + 1}`;
    return { id, dependencies: needs[id] ?? [] };
  });

/** Bisects with tests that fail on each of these sets; logs the attempts. */
async function bisect(all: readonly Change[], bad: readonly (readonly string[])[]) {
  const tried: string[] = [];
  const result = await bisectHypotheses({
    changes: all,
    knownToFail: true,
    passes: async (some) => {
      const ids = some.map(({ id }) => id);
      tried.push(ids.join());
      return !hasBreakingSet(ids, bad);
    },
  });
  return { ...result, kept: result.kept.map(({ id }) => id), tried };
}

describe('the bisection of hypotheses that break tests', () => {
  it('X814-12: finds one bad hypothesis of seven, and accepts the other six', async () => {
    for (let bad = 1; bad <= 7; bad += 1) {
      const { kept, removed } = await bisect(changes(7), [[`H${bad}`]]);
      expect(removed).toEqual([{ id: `H${bad}`, together: [], needs: null }]);
      expect(kept).toHaveLength(6);
    }
  });

  it('X814-12: finds two bad hypotheses in different halves', async () => {
    const { kept, removed } = await bisect(changes(8), [['H2'], ['H7']]);
    expect(removed.map(({ id }) => id)).toEqual(['H2', 'H7']);
    expect(kept).toEqual(['H1', 'H3', 'H4', 'H5', 'H6', 'H8']);
  });

  it('X814-12: finds two bad hypotheses in the same half', async () => {
    const { kept, removed } = await bisect(changes(8), [['H2'], ['H3']]);
    expect(removed.map(({ id }) => id)).toEqual(['H2', 'H3']);
    expect(kept).toEqual(['H1', 'H4', 'H5', 'H6', 'H7', 'H8']);
  });

  it('X814-12: removes exactly one of a pair that breaks only together, and names both', async () => {
    const { kept, removed } = await bisect(changes(7), [['H2', 'H5']]);
    expect(removed).toEqual([{ id: 'H5', together: ['H2'], needs: null }]);
    expect(kept).toEqual(['H1', 'H2', 'H3', 'H4', 'H6', 'H7']);
  });

  test('names all three hypotheses that break only together', async () => {
    const { removed } = await bisect(changes(9), [['H2', 'H4', 'H8']]);
    expect(removed).toEqual([{ id: 'H8', together: ['H2', 'H4'], needs: null }]);
  });

  it('X814-14: removes what needs a bad hypothesis, also indirectly', async () => {
    const all = changes(6, { H3: ['H1'], H5: ['H3'] });
    const { kept, removed, tried } = await bisect(all, [['H1']]);
    expect(removed).toEqual([
      { id: 'H1', together: [], needs: null },
      { id: 'H3', together: [], needs: 'H1' },
      { id: 'H5', together: [], needs: 'H1' },
    ]);
    expect(kept).toEqual(['H2', 'H4', 'H6']);
    // No change is ever tried without its dependencies.
    for (const attempt of tried.map((text) => text.split(','))) {
      if (attempt.includes('H3')) expect(attempt).toContain('H1');
      if (attempt.includes('H5')) expect(attempt).toContain('H3');
    }
  });

  test('accepts nothing when all hypotheses are bad', async () => {
    const { kept, removed } = await bisect(changes(3), [['H1'], ['H2'], ['H3']]);
    expect(kept).toEqual([]);
    expect(removed.map(({ id }) => id)).toEqual(['H1', 'H2', 'H3']);
  });

  test('accepts only what has passed, even when more changes fix what fewer break', async () => {
    let last = true;
    const result = await bisectHypotheses({
      changes: changes(5),
      knownToFail: true,
      // H2 alone breaks what H4 fixes; H5 is bad.
      passes: async (some) => {
        const ids = new Set(some.map(({ id }) => id));
        last = !ids.has('H5') && (!ids.has('H2') || ids.has('H4'));
        return last;
      },
    });
    const kept = new Set(result.kept.map(({ id }) => id));
    expect(kept.has('H5')).toBe(false);
    expect(!kept.has('H2') || kept.has('H4')).toBe(true);
  });

  it('X814-12: accepts exactly the good changes in 1,000 seeded cases, in 2·k·log2(n) + k² runs on average', async () => {
    const random = createRandom(814);
    let [runs, bound] = [0, 0];
    for (let index = 0; index < 1_000; index += 1) {
      const { size, bad } = drawBreakingCase(random);
      const all = changes(size);
      const result = await bisect(
        all,
        bad.map((id) => [id]),
      );
      expect(result.kept).toEqual(all.map(({ id }) => id).filter((id) => !bad.includes(id)));
      expect(result.removed.every(({ together }) => together.length === 0)).toBe(true);
      runs += result.runs;
      bound += computeTestRunBound(size, bad.length);
    }
    expect(runs / 1_000).toBeLessThanOrEqual(bound / 1_000);
  });

  test('accepts a passing rest, and removes exactly one of each pair, in 1,000 seeded cases', async () => {
    const random = createRandom(12);
    for (let index = 0; index < 1_000; index += 1) {
      const size = 4 + Math.floor(random.next() * 20);
      const all = changes(size);
      const shuffled = all
        .map(({ id }) => ({ id, key: random.next() }))
        .sort((a, b) => a.key - b.key)
        .map(({ id }) => id);
      const [a = '', b = '', c = '', d = ''] = shuffled;
      const { kept, removed } = await bisect(all, [[a, b], [c], [d, a]]);
      expect(hasBreakingSet(kept, [[a, b], [c], [d, a]])).toBe(false);
      for (const { id, together } of removed) {
        expect(hasBreakingSet([id, ...together], [[a, b], [c], [d, a]])).toBe(true);
      }
      expect(kept.length).toBeGreaterThanOrEqual(size - 3);
    }
  });
});
