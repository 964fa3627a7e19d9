/** Results of interrupted benches: no claim about the whole bench holds. */
import { describe, expect, test } from 'vitest';
import type { BenchResult } from '../../bench/bench-result.ts';
import type { BisectEntry, SearchEntry } from '../../bench/bisect/bisect-entries.ts';
import { summariseBisect as summariseSearches } from '../../bench/bisect/summarise-bisect.ts';
import { planComparisons } from '../../bench/instructions/plan-comparisons.ts';
import { summariseInstructions as summariseCounts } from '../../bench/instructions/summarise-instructions.ts';
import type { CompareEntry } from '../../bench/verdicts/verdict-entries.ts';

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

describe('the promises about comparisons of counted instructions', () => {
  const pieces = planComparisons(true);
  const all = pieces.map(({ id, purpose, counted, seed }) =>
    compared(id, purpose, counted.workload.name, seed),
  );
  const SAME = 'identical code: regressed or improved';
  const SLOWER = '0.5 % more instructions: regressed';

  test('hold when all comparisons were made', () => {
    const result = summariseCounts(all, pieces);
    expect(rowOf(result, SAME)).toMatchObject({ limit: 'none of 100', holds: true });
    expect(rowOf(result, SLOWER)).toMatchObject({ limit: 'every one of 50', holds: true });
  });

  test('do not hold while a comparison of each is missing, nor when any has the wrong verdict', () => {
    for (const purpose of ['same', 'slower'] as const) {
      const name = purpose === 'same' ? SAME : SLOWER;
      const sampleEntry = all.find((entry) => entry.case === purpose);
      const fewer = all.filter((entry) => entry !== sampleEntry);
      expect(rowOf(summariseCounts(fewer, pieces), name)?.holds).toBe(false);
      const verdict = purpose === 'same' ? 'improved' : 'inconclusive';
      const wrong = all.map((entry) =>
        entry === sampleEntry ? withVerdict(entry, verdict) : entry,
      );
      expect(rowOf(summariseCounts(wrong, pieces), name)?.holds).toBe(false);
    }
  });
});

type Verdict = CompareEntry['metrics'][string]['verdict'];

function compared(
  id: string,
  purpose: 'same' | 'slower',
  workload: string,
  seed: number,
): CompareEntry {
  const provenance = { at: '2026-11-23T00:00:00.000Z', commit: 'abc1234' };
  const entry: CompareEntry = {
    ...provenance,
    node: '26.10.0',
    machine: 'a processor, 2 cores',
    type: 'compare',
    id,
    case: purpose,
    workload,
    seed,
    exitCode: 0,
    seconds: 20,
    setupSeconds: 1,
    metrics: {},
    screened: {},
    isReplayed: true,
  };
  return withVerdict(entry, purpose === 'same' ? 'unchanged' : 'regressed');
}

function withVerdict(entry: CompareEntry, verdict: Verdict): CompareEntry {
  const found = { ratio: 1, low: 1, high: 1, pairs: 3, confirmed: false };
  return { ...entry, metrics: { instructions: { ...found, verdict, gated: true } } };
}
