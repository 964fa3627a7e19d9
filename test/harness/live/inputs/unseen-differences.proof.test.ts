/**
 * All known ways in which two sides may differ unseen, where the quick set has one of each kind:
 * each is seen, or keeps the scenario from being reported as having the same inputs.
 */
import { describe, expect, test } from 'vitest';
import { SAME } from './same-programs.ts';
import { begins, traceSides } from './traced-sides.ts';
import { UNLIKE_FILES } from './unlike-files.ts';
import { UNLIKE_MODULES } from './unlike-modules.ts';
import { UNTRACEABLE } from './untraceable-programs.ts';

describe.concurrent('two sides have the same inputs that differ by', () => {
  for (const [title, [tracedCase, files]] of Object.entries(SAME)) {
    test(title, async () => {
      expect(await traceSides(tracedCase)).toEqual({ outcome: 'same', files });
    });
  }
});

describe.concurrent('two sides are seen to differ by', () => {
  for (const [title, [tracedCase, what]] of Object.entries({
    ...UNLIKE_MODULES,
    ...UNLIKE_FILES,
  })) {
    test(title, async () => {
      expect(await traceSides(tracedCase)).toEqual({ outcome: 'different', what });
    });
  }
});

describe.concurrent('a scenario is measured as always that asks for', () => {
  for (const [title, [tracedCase, reason]] of Object.entries(UNTRACEABLE)) {
    test(title, async () => {
      expect(await traceSides(tracedCase)).toEqual({
        outcome: 'ineligible',
        reason: expect.stringMatching(begins(reason)),
      });
    });
  }
});
