/**
 * Changes planted into real pages are found in the metric that they affect, and in no other, within
 * a dozen pairs.
 */
import { describe, expect, test } from 'vitest';
import { comparePlanted, PATIENCE_MS } from '../support/real-pages.ts';

describe('planted into a real page, and found by a comparison of a dozen pairs', () => {
  test.each([
    ['shift', 'docs', 'cls'],
    ['late-image', 'docs', 'lcp'],
    ['long-task', 'app', 'tbt'],
    ['leak', 'menu', 'heap_growth'],
  ] as const)(
    'a %s is found by a comparison, and nothing else is',
    {
      timeout: PATIENCE_MS,
    },
    async (plant, scenario, metric) => {
      const { code, regressed, others } = await comparePlanted(plant, scenario);
      expect(regressed, others.join(', ')).toEqual([metric]);
      expect(code).toBe(1);
    },
  );
});
