import { expect, test } from 'vitest';
import { DEFAULT_RULES } from '../../../harness/gate/decide/rules.ts';
import { withMorePairs } from '../../../reports/facts/with-more-pairs.ts';

test.each([
  ['perf-harness compare main . parse', null, 'perf-harness compare --time 20min main . parse'],
  ['perf-harness compare main . parse', 60, 'perf-harness compare --time 20min main . parse'],
  [
    'perf-harness compare main . --margin 1% parse',
    240,
    'perf-harness compare --time 20min --max-pairs 400 main . --margin 1% parse',
  ],
  [
    'perf-harness compare main . --max-pairs 12 --time 3s parse',
    30,
    'perf-harness compare --time 20min --max-pairs 400 main . parse',
  ],
  [
    'perf-harness compare main . --time 3s -- node --time 3s',
    null,
    'perf-harness compare --time 20min main . -- node --time 3s',
  ],
  [
    "perf-harness compare main . 'a --time b'",
    null,
    "perf-harness compare --time 20min main . 'a --time b'",
  ],
  ['perf-harness run parse', 30, null],
] as const)('%s, %s pairs needed', (again, needed, expected) => {
  expect(withMorePairs(again, needed)).toBe(expected);
});

test('more pairs than usual are asked for where the usual ones would not do', () => {
  const usual = Math.max(...DEFAULT_RULES.confirm_looks);
  expect(withMorePairs('perf-harness compare a b', usual)).not.toContain('--max-pairs');
  expect(withMorePairs('perf-harness compare a b', usual + 1)).toContain('--max-pairs');
});
