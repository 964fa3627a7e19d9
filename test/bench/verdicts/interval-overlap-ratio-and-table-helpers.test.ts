import { expect, test } from 'vitest';
import { formatTable } from '../../../bench/verdicts/format-table.ts';
import { areDisjoint, formatMitataRatio } from '../../../bench/verdicts/peer-tools.ts';

test('treats two intervals as disjoint when they have nothing in common', () => {
  const figure = (low: number, high: number) => ({ center: (low + high) / 2, low, high });
  expect(areDisjoint(figure(1, 2), figure(2.1, 3))).toBe(true);
  expect(areDisjoint(figure(2.1, 3), figure(1, 2))).toBe(true);
  expect(areDisjoint(figure(1, 2), figure(2, 3))).toBe(false);
  expect(areDisjoint({ center: 1, low: null, high: null }, figure(2, 3))).toBe(false);
});

test('rounds a ratio of averages to two digits', () => {
  const figure = (center: number) => ({ center, low: null, high: null });
  expect(formatMitataRatio(figure(100), figure(100.4))).toBe(false);
  expect(formatMitataRatio(figure(100.6), figure(100))).toBe(true);
});

test('aligns the columns of terminal tables and truncates long cells', () => {
  const text = formatTable({
    title: 'Title',
    head: ['a', 'bb'],
    body: [
      ['long', 'x'],
      ['y', 'z'.repeat(70)],
    ],
  });
  expect(text.split('\n')).toEqual([
    'Title',
    '',
    'a     bb',
    'long  x',
    `y     ${'z'.repeat(59)}…`,
  ]);
});
