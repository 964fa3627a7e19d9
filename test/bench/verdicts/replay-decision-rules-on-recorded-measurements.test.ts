import { describe, expect, test } from 'vitest';
import type { DecisionRule, RecordedPair } from '../../../bench/verdicts/peers/decision-rule.ts';
import { createPerfHarnessRule } from '../../../bench/verdicts/perf-harness-rule.ts';
import {
  DECISION_RULES,
  isRuleApplicable,
  replayRule,
} from '../../../bench/verdicts/replay-rules.ts';
import { createRandom } from '../../../harness/stats/seeded-random.ts';

/** Pairs with normal-like noise of 1.5 %, the second side slower by a share. */
function recording(count: number, slower: number, blocks = 0): readonly RecordedPair[] {
  const random = createRandom(3);
  const noisy = (level: number): number =>
    level * (1 + 0.03 * (random.next() + random.next() + random.next() - 1.5));
  const unit = (level: number) => ({
    centerMs: noisy(level),
    blocksMs: Array.from({ length: blocks }, () => noisy(level)),
    seconds: 0.5,
  });
  return Array.from({ length: count }, () => ({ a: unit(100), b: unit(100 * (1 + slower)) }));
}

describe('the replay of a recording', () => {
  const twoAtATime: DecisionRule = {
    id: 'two',
    name: 'two',
    meaning: '',
    needs: 'units',
    order: 'in-turn',
    decide: (tape) => {
      const pairs = tape.take(2);
      return (pairs[0]?.a.centerMs ?? 0) >= 4 ? 'slower' : 'none';
    },
  };
  const numbered: readonly RecordedPair[] = [0, 1, 2, 3, 4].map((centerMs) => ({
    a: { centerMs, blocksMs: [], seconds: 1 },
    b: { centerMs, blocksMs: [], seconds: 2 },
  }));

  test('starts at evenly spread pairs and wraps around at the end', () => {
    const replayed = replayRule(twoAtATime, numbered, 5);
    expect(replayed.map(({ call }) => call)).toEqual(['none', 'none', 'none', 'none', 'slower']);
    expect(replayed.every(({ pairs }) => pairs === 2)).toBe(true);
  });

  test('compares the first half of the units with the second when sides do not alternate', () => {
    const seen: number[][] = [];
    const watching: DecisionRule = {
      ...twoAtATime,
      decide: (tape) => {
        seen.push(tape.take(2).flatMap(({ a, b }) => [a.centerMs, b.centerMs]));
        return 'none';
      },
    };
    const [replayed] = replayRule(watching, numbered, 1, 'one-after-the-other');
    expect(seen).toEqual([[0, 1, 0, 1]]);
    expect(replayed).toMatchObject({ pairs: 2, seconds: 6 });
  });

  test('leaves out what was not measured in one stretch when sides do not alternate', () => {
    const inStretches = numbered.map((pair, index) => ({ ...pair, stretch: `${index >> 1}` }));
    // Only two of the five starts, at the first and the third pair, stay within a stretch of two.
    expect(replayRule(twoAtATime, inStretches, 5, 'one-after-the-other')).toHaveLength(2);
    expect(replayRule(twoAtATime, inStretches, 5)).toHaveLength(5);
  });

  test('reads no pair twice', () => {
    const greedy: DecisionRule = {
      ...twoAtATime,
      decide: (tape) => {
        tape.take(4);
        return tape.take(4).length === 1 ? 'slower' : 'none';
      },
    };
    expect(replayRule(greedy, numbered, 1)[0]).toEqual({ call: 'slower', pairs: 5, seconds: 15 });
  });
});

describe('the rule of perf-harness', () => {
  test('reports no change in identical code', () => {
    const calls = replayRule(createPerfHarnessRule(0.02), recording(300, 0), 20);
    expect(calls.filter(({ call }) => call !== 'none')).toEqual([]);
  });

  test('finds 5 % beyond a margin of 2 %, and 2 % without a margin', () => {
    const found = replayRule(createPerfHarnessRule(0.02), recording(300, 0.05), 20);
    expect(found.filter(({ call }) => call === 'slower').length).toBeGreaterThanOrEqual(19);
    const small = replayRule(createPerfHarnessRule(0), recording(300, 0.02), 20);
    expect(small.filter(({ call }) => call === 'slower').length).toBeGreaterThanOrEqual(18);
  });
});

describe('the decision rules', () => {
  test('exclude those that inspect a process when nothing was recorded inside it', () => {
    const bare = recording(5, 0);
    const deep = recording(5, 0, 100);
    expect(
      DECISION_RULES.filter((rule) => isRuleApplicable(rule, bare)).map(({ needs }) => needs),
    ).not.toContain('blocks');
    expect(DECISION_RULES.every((rule) => isRuleApplicable(rule, deep))).toBe(true);
  });

  test('all find a slowdown of 30 %', () => {
    const deep = recording(120, 0.3, 100);
    const missed = DECISION_RULES.filter((rule) => replayRule(rule, deep, 1)[0]?.call !== 'slower');
    expect(missed.map(({ name }) => name)).toEqual([]);
  });
});
