import { expect, it } from 'vitest';
import { nextTimestamp } from '../../../harness/history/timestamped-json-document-files.ts';

const NOW = new Date('2026-01-02T03:04:05.678Z');

it.each([
  ['nothing is there', [], NOW],
  ['all that is there is older', ['20260102T030405677Z-ff'], NOW],
  ['one is of the same millisecond', ['20260102T030405678Z-ff'], new Date(NOW.getTime() + 1)],
  [
    'the clock was set back since',
    ['20260102T030405679Z-ff', '20260302T000000000Z-sort-ff', '20250302T000000000Z-sort-ff'],
    new Date('2026-03-02T00:00:00.001Z'),
  ],
  ['a name says no moment', ['main', 'zzz', '20269999T000000000Z-ff', '2027'], NOW],
])('returns a moment that sorts last when %s', (_, ids, expected) => {
  expect(nextTimestamp(NOW, ids)).toEqual(expected);
});
