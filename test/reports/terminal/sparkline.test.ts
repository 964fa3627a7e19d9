import { describe, expect, test } from 'vitest';
import { formatDistribution, sparkline } from '../../../reports/terminal/sparkline.ts';

describe('a sparkline', () => {
  test('has a bar per value, from the smallest to the largest, in their order', () => {
    expect(sparkline([1, 2, 3, 4, 5, 6, 7, 8], 20)).toBe('▁▂▃▄▅▆▇█');
    expect(sparkline([8, 1, 8], 20)).toBe('█▁█');
  });

  test('is flat for equal values', () => {
    expect(sparkline([5, 5, 5], 20)).toBe('▄▄▄');
  });

  test('keeps a single slow trial visible when many share a bar', () => {
    const values = Array.from({ length: 600 }, (_, index) => (index === 333 ? 9 : 1));
    const line = sparkline(values, 60);
    expect(line).toHaveLength(60);
    expect(line.indexOf('█')).toBe(33);
    expect(line.replaceAll('▁', '')).toBe('█');
  });
});

describe('a distribution', () => {
  test('counts the values of each interval, with the fullest interval highest', () => {
    expect(formatDistribution([0, 0, 0, 0, 5, 10, 10], 3)).toBe('█▃▅');
  });

  test('shows an interval without values as a gap', () => {
    expect(formatDistribution([1, 1, 9], 4)).toBe('█  ▅');
  });

  test('is a single bar for equal values', () => {
    expect(formatDistribution([5, 5], 3)).toBe('█  ');
  });
});
