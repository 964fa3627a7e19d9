/** Changes planted into real pages are found in their metric only, within a dozen pairs. */
import { describe, expect, test } from 'vitest';
import {
  comparePlantedChange,
  PAGE_TEST_TIMEOUT_MS,
} from '../support/compare-web-pages-with-planted-change.ts';

describe('a regression planted in a real page, under a comparison of a dozen pairs', () => {
  test.each([
    ['shift', 'docs', 'cls'],
    ['late-image', 'docs', 'lcp'],
    ['long-task', 'app', 'tbt'],
    ['leak', 'menu', 'heap_growth'],
  ] as const)(
    'finds a planted %s and nothing else',
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
