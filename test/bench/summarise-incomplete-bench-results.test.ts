/** Results of interrupted benches: no claim about the whole bench holds. */
import { describe, expect, test } from 'vitest';
import type { BenchResult } from '../../bench/bench-result.ts';
import type { BisectEntry, SearchEntry } from '../../bench/bisect/bisect-entries.ts';
import { summariseBisect as summariseSearches } from '../../bench/bisect/summarise-bisect.ts';

function rowOf({ rows }: BenchResult, name: string): BenchResult['rows'][number] | undefined {
  return rows.find((row) => row.name === name);
}

function searched(index: number): SearchEntry {
  return {
    type: 'search',
    id: `search/${index}`,
    workload: 'parse',
    culprit: 5,
    work: 1.05,
    outcome: 'found',
    found: 5,
    pairs: { ends: 10, search: 40, confirmation: 10 },
    wallSeconds: 100,
    measuringSeconds: 80,
    ends: null,
    traces: '',
    halving: { found: 5, pairs: 120, wallSeconds: 200 },
    at: '2026-11-20T00:00:00.000Z',
    commit: 'abc1234',
    node: '26.10.0',
    machine: '2 cores',
  };
}

describe('the promise about searched histories', () => {
  const searches = Array.from({ length: 40 }, (_, index) => searched(index));
  const entries: readonly BisectEntry[] = searches;
  const NAME = 'the right commit, confirmed';

  test('holds when all of them were searched', () => {
    const row = rowOf(summariseSearches(entries, 40), NAME);
    expect(row).toMatchObject({ limit: 'at least 39 of 40', holds: true });
  });

  test('does not hold while a search is missing, nor with two that found nothing', () => {
    const fewer = entries.filter((entry) => entry !== searches[0]);
    expect(rowOf(summariseSearches(fewer, searches.length), NAME)?.holds).toBe(false);
    const lost = entries.map((entry) =>
      entry === searches[0] || entry === searches[1] ? { ...entry, found: null } : entry,
    ) as BisectEntry[];
    expect(rowOf(summariseSearches(lost, 40), NAME)?.holds).toBe(false);
  });
});
