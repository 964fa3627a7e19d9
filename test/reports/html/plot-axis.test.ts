import { describe, expect, test } from 'vitest';
import { formatRatioTick } from '../../../reports/html/format-plot-numbers.ts';
import { html } from '../../../reports/html/html-markup.ts';
import { linearAxis, pictureRange, ratioAxis } from '../../../reports/html/plot-axis.ts';
import { timeAxis } from '../../../reports/html/time-axis.ts';

describe('an axis', () => {
  test('places values between its ends, and values beyond them at its ends', () => {
    const axis = linearAxis(10, 20);
    expect([5, 10, 15, 20, 99].map(axis.place)).toEqual([0, 0, 0.5, 1, 1]);
    expect([9.9, 10, 20, 20.1].map(axis.holds)).toEqual([false, true, true, false]);
    expect(linearAxis(3, 3).place(3)).toBe(0.5);
  });

  test.each([
    [0, 1, [0, 0.5, 1]],
    [0.93, 1.07, [0.95, 1, 1.05]],
    [212, 287, [220, 240, 260, 280]],
    [-0.02, 0.07, [-0.02, 0, 0.02, 0.04, 0.06]],
  ])('has round ticks from %d to %d', (low, high, ticks) => {
    expect(linearAxis(low, high).ticks).toEqual(ticks);
  });

  test.each([
    [0.05, ['-4 %', '-2 %', '0 %', '+2 %', '+4 %']],
    [0.003, ['-0.2 %', '-0.1 %', '0 %', '+0.1 %', '+0.2 %', '+0.3 %']],
    [0.33, ['-20 %', '-10 %', '0 %', '+10 %', '+20 %', '+30 %']],
    [1.6, ['-75 %', '-50 %', '0 %', '×2', '×4']],
    [5, ['-98.4 %', '-87.5 %', '0 %', '×8', '×64']],
  ])(
    'is labelled by changes, with 1 in its middle, for ratios up to %d as a logarithm',
    (reach, labels) => {
      const axis = ratioAxis(reach);
      expect(axis.place(0)).toBe(0.5);
      expect(axis.place(0.5 * reach) - 0.5).toBeCloseTo(0.5 - axis.place(-0.5 * reach), 12);
      expect(axis.ticks.map(formatRatioTick)).toEqual(labels);
    },
  );

  test('leaves out a value that would squeeze the others, but nothing that must be seen', () => {
    const values = [1, 1.01, 0.99, 1.02, 0.98, 40];
    expect(pictureRange(values, [])[1]).toBeLessThan(1.1);
    expect(pictureRange(values, [5])[1]).toBeGreaterThan(5);
    expect(pictureRange([7, 7, 7], [])).toEqual([6.65, 7.35]);
    expect(pictureRange([0, 0, 0], [])).toEqual([-1, 1]);
  });
});

test('html escapes texts and keeps its own markup', () => {
  const bad = `<a href="x" onclick='y'>&\``;
  expect(html`<p title="${bad}">${[bad, html`<b>${1}</b>`, null, false]}</p>`.markup).toBe(
    '<p title="&lt;a href=&quot;x&quot; onclick=&#39;y&#39;&gt;&amp;&#96;">&lt;a href=&quot;x&quot; onclick=&#39;y&#39;&gt;&amp;&#96;<b>1</b></p>',
  );
  expect(html`${'\ud800'}`.markup).toBe('\ufffd');
});

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
