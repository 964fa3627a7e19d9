import { expect, test } from 'vitest';
import { timeAxis } from '../../../reports/html/time-axis.ts';

const START = Date.UTC(2026, 0, 30, 22, 10);
const HOUR = 3_600_000;

test.each([
  [HOUR, ['22:15', '22:30', '22:45', '23:00']],
  [30 * HOUR, ['Jan 31', '06:00', '12:00', '18:00', 'Feb 1']],
  [10 * 24 * HOUR, ['Jan 31', 'Feb 2', 'Feb 4', 'Feb 6', 'Feb 8']],
  [400 * 24 * HOUR, ['Apr 2026', 'Jul 2026', 'Oct 2026', 'Jan 2027']],
  [9 * 366 * 24 * HOUR, ['Jan 2030', 'Jan 2035']],
])('a time axis over %d ms has labels at round moments in UTC', (span, labels) => {
  const { ticks, format, holds } = timeAxis(START, START + span);
  expect(ticks.every(holds)).toBe(true);
  expect(ticks.map(format).slice(0, labels.length)).toEqual(labels);
  expect(ticks.length).toBeLessThanOrEqual(8);
});

test('a time axis of one moment has room around it', () => {
  expect(timeAxis(START, START).place(START)).toBe(0.5);
});
