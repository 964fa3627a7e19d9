import { describe, expect, it } from 'vitest';
import { computeInstructionsPerCall } from '../../../../harness/executors/instructions/repeat-instruction-count-until-stable.ts';

const plan = { calls: 10, isSingle: false };

describe('instructions of a call', () => {
  it('are the difference of the stretches, without what both have in common', () => {
    expect(computeInstructionsPerCall([5_000, 1_300, 900, 2_300], plan)).toMatchObject({
      type: 'counted',
      perCall: 100,
      calls: 30,
    });
  });

  it.each([
    [1_000_000, 2_000_000, true],
    [1_000_000, 2_019_000, true],
    [1_000_000, 2_021_000, false],
    [1_000_000, 8_000_000, false],
  ])('are settled for stretches of %d and %d: %s', (shorter, longer, isSettled) => {
    expect(computeInstructionsPerCall([0, shorter, 0, longer], plan)).toMatchObject({ isSettled });
  });

  it('are the mean of individually counted calls without the cost of the markers', () => {
    const singles = { ...plan, calls: 2, isSingle: true };
    const sums = [9, 1_050, 9, 1_150, 9, 50, 9, 51, 9, 50];
    expect(computeInstructionsPerCall(sums, singles)).toMatchObject({ perCall: 1_050, calls: 2 });
  });

  it.each([
    ['no marks', [], /function names to valgrind/, false],
    ['more marks than were set', [1, 2, 3, 4, 5], /os\.getPriority/, false],
    ['a longer stretch that took less', [1, 20, 1, 10], /vary too much/, true],
  ])('are unknown with %s', (_case, sums, reason, mayPass) => {
    expect(computeInstructionsPerCall(sums, plan)).toEqual({
      type: 'unknown',
      reason: expect.stringMatching(reason),
      mayPass,
    });
  });
});
