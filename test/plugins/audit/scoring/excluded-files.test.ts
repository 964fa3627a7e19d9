/** Files of tests, whose work nobody waits for. */
import { expect, it } from 'vitest';
import { isExcludedFile } from '../../../../plugins/audit/scoring/excluded-files.ts';

it.each([
  'src/orders.test.ts',
  'tests/orders.py',
  'api/conftest.py',
  'packages/trpc/testUtils.ts',
  'src/test-helpers.js',
  'vitest.setup.ts',
])('%s', (file) => {
  expect(isExcludedFile(file)).toBe(true);
});

it.each(['src/latestUtils.ts', 'src/testimonials.ts', 'src/contest.ts', 'src/setup.ts'])(
  'not %s',
  (file) => {
    expect(isExcludedFile(file)).toBe(false);
  },
);
