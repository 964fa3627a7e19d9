import { describe, expect, it } from 'vitest';
import {
  chooseScenarioForNextPair,
  type SchedulableScenario,
} from '../../../harness/live-comparison/choose-next-scenario-to-screen.ts';

function contender(
  scenario: string,
  changes: Partial<SchedulableScenario> = {},
): SchedulableScenario {
  return {
    scenario,
    pairs: 10,
    minPairs: 8,
    maxPairs: 61,
    pairMs: 1_000,
    isOpen: true,
    width: 2,
    ...changes,
  };
}

const AMPLE_MS = 3_600_000;

describe('chooseScenarioForNextPair', () => {
  it('gives every scenario the fewest required pairs first, in rotation', () => {
    const names: (string | null)[] = [];
    const pairs = { a: 0, b: 0, c: 0 };
    for (let round = 0; round < 7; round += 1) {
      const next = chooseScenarioForNextPair(
        Object.entries(pairs).map(([name, count]) =>
          contender(name, { pairs: count, minPairs: 2, isOpen: count < 3, width: 2 }),
        ),
        AMPLE_MS,
      );
      names.push(next);
      if (next !== null) pairs[next as keyof typeof pairs] += 1;
    }
    expect(names.slice(0, 6)).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
  });

  it('serves some scenarios when time is too short to give all their fewest pairs', () => {
    const slow = contender('slow', { pairs: 1, minPairs: 5, pairMs: 2_000 });
    const soon = contender('soon', { pairs: 2, minPairs: 5, pairMs: 1_000 });
    expect(chooseScenarioForNextPair([slow, soon], 11_000)).toBe('slow');
    expect(chooseScenarioForNextPair([slow, soon], 10_000)).toBe('soon');
    expect(
      chooseScenarioForNextPair(
        [slow, soon, contender('stranger', { pairs: 0, pairMs: 0 })],
        10_000,
      ),
    ).toBe('stranger');
  });

  it('gives the widest interval more pairs', () => {
    const all = [contender('a'), contender('b', { width: 2.3 }), contender('c', { width: 1.4 })];
    expect(chooseScenarioForNextPair(all, AMPLE_MS)).toBe('b');
  });

  it('postpones a scenario that the remaining time cannot decide behind others that it can', () => {
    const hopeless = contender('hopeless', { width: 40 });
    const slow = contender('slow', { width: 2, pairMs: 60_000 });
    const soon = contender('soon', { width: 1.2 });
    expect(chooseScenarioForNextPair([hopeless, slow, soon], 120_000)).toBe('soon');
    expect(chooseScenarioForNextPair([hopeless, slow], 120_000)).toBe('hopeless');
    expect(chooseScenarioForNextPair([hopeless, slow, soon], AMPLE_MS)).toBe('slow');
  });

  it('starts no pair that would not end in time', () => {
    expect(chooseScenarioForNextPair([contender('a', { pairMs: 5_001 })], 5_000)).toBeNull();
    const all = [contender('a', { pairMs: 5_001, width: 9 }), contender('b', { pairMs: 4_000 })];
    expect(chooseScenarioForNextPair(all, 5_000)).toBe('b');
  });

  it('gives no pairs to scenarios that are decided or have all their pairs', () => {
    expect(chooseScenarioForNextPair([contender('a', { isOpen: false })], AMPLE_MS)).toBeNull();
    expect(chooseScenarioForNextPair([contender('a', { pairs: 61 })], AMPLE_MS)).toBeNull();
    expect(chooseScenarioForNextPair([], AMPLE_MS)).toBeNull();
  });
});
