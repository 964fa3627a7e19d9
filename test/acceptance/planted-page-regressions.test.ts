/** Changes planted into real pages are found in their metric only, within a dozen pairs. */
import { describe, expect, test } from 'vitest';
import { comparePlantedChange, PAGE_TEST_TIMEOUT_MS } from '../support/compare-real-pages.ts';

describe('planted into a real page, and found by a comparison of a dozen pairs', () => {
  test.each([
    ['shift', 'docs', 'cls'],
    ['late-image', 'docs', 'lcp'],
    ['long-task', 'app', 'tbt'],
    ['leak', 'menu', 'heap_growth'],
  ] as const)(
    'a %s is found by a comparison, and nothing else is',
    {
      timeout: PAGE_TEST_TIMEOUT_MS,
    },
    async (plant, scenario, metric) => {
      const { code, regressed, others } = await comparePlantedChange(plant, scenario);
      expect(regressed, others.join(', ')).toEqual([metric]);
      expect(code).toBe(1);
    },
  );
});
