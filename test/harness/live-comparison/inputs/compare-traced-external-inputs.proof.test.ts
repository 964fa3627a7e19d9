/**
 * All known ways in which two sides may differ unseen, where the quick set has one of each kind:
 * each is seen, or keeps the scenario from being reported as having the same inputs.
 */
import { describe, expect, test } from 'vitest';
import { DIFFERENT_FILE_CASES } from './differing-input-file-cases.ts';
import { DIFFERENT_MODULE_CASES } from './differing-loaded-module-cases.ts';
import { createPrefixPattern, traceFunctions } from './trace-scenario-inputs-of-base-and-head.ts';
import { SAME_INPUT_CASES } from './unchanged-scenario-input-cases.ts';
import { UNTRACEABLE_CASES } from './untraceable-program-cases.ts';

describe.concurrent('equal inputs of two sides that differ by', () => {
  for (const [title, [tracedCase, files]] of Object.entries(SAME_INPUT_CASES)) {
    test(title, async () => {
      expect(await traceFunctions(tracedCase)).toEqual({ outcome: 'same', files });
    });
  }
});

describe.concurrent('different inputs of two sides that differ by', () => {
  for (const [title, [tracedCase, what]] of Object.entries({
    ...DIFFERENT_MODULE_CASES,
    ...DIFFERENT_FILE_CASES,
  })) {
    test(title, async () => {
      expect(await traceFunctions(tracedCase)).toEqual({ outcome: 'different', what });
    });
  }
});

describe.concurrent('an untraceable scenario that asks for', () => {
  for (const [title, [tracedCase, reason]] of Object.entries(UNTRACEABLE_CASES)) {
    test(title, async () => {
      expect(await traceFunctions(tracedCase)).toEqual({
        outcome: 'ineligible',
        reason: expect.stringMatching(createPrefixPattern(reason)),
      });
    });
  }
});
