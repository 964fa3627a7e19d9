/** Result of a check, in a sentence. */
import { expect, it } from 'vitest';
import type {
  CallLoss,
  CheckResult,
} from '../../../../plugins/optimize/document/behavior-check-result.ts';
import { describeCheck } from '../../../../plugins/optimize/view/describe-behavior-check.ts';

const SLOWER: CallLoss = {
  kind: 'time',
  function: 'allowed',
  size: { of: 'lists', up_to: 4 },
  calls: 12,
  share: 0.004,
  ratio: 1.31,
  low: 1.22,
  high: 1.404,
};
const SAME: CheckResult = {
  state: 'same',
  functions: ['allowed'],
  captured: 12,
  made: 88,
  seconds: 3,
  assumes: [],
};

it.each<readonly [string, CheckResult]>([
  [
    'regressions: allowed is slower on lists of up to 4 items: 1.31 (1.22 to 1.40)',
    { state: 'loses', functions: ['allowed'], losses: [SLOWER] },
  ],
  [
    'regressions: allowed retains 70 bytes for each call with new arguments (before the change: nothing)',
    {
      state: 'loses',
      functions: ['allowed'],
      losses: [{ kind: 'memory', function: 'allowed', bytes: 70, bytes_before: 0 }],
    },
  ],
  ['the same results for 100 calls of 1 function, 88 of them generated', SAME],
  [
    'the same results for 100 calls of 1 function, 88 of them generated; allowed is slower on strings of up to 64 characters: 1.31 (1.22 to 1.40), affecting 0.4% of the time',
    { ...SAME, losses: [{ ...SLOWER, size: { of: 'texts', up_to: 64 } }] },
  ],
])('%s', (sentence, check) => {
  expect(describeCheck(check)).toBe(sentence);
});
