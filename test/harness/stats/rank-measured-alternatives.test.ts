import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../../harness/model/documents/run-record.ts';
import type { Trial } from '../../../harness/model/trial.ts';
import { rankAlternatives } from '../../../harness/stats/rank-measured-alternatives.ts';

function trial(pair: number, value: number, over: Partial<Trial> = {}): Trial {
  return {
    state: 'completed',
    index: pair,
    warmup: false,
    side: 'a',
    pair,
    slot: 0,
    seed: 1,
    startedAt: '2026-09-20T10:00:00.000Z',
    startedMs: pair,
    durationMs: 1,
    measurements: { wall_time: value, 'latency.p50': value },
    unavailable: {},
    blocks: [],
    ...over,
  } as Trial;
}

/** The part of a record that ranking reads. */
function run(
  scenario: string,
  values: readonly number[],
  over: Partial<RunRecord> = {},
): RunRecord {
  const trials = values.map((value, index) => trial(index, value));
  return { scenario, kind: 'function', group: 'g', params: {}, trials, ...over } as RunRecord;
}

const ROUNDS = [1, 1.4, 0.9, 1.1, 2.5, 1, 1.2, 0.8];
const times = (factor: number) => ROUNDS.map((value, i) => value * factor * (1 + (i % 3) / 1000));

describe('rankAlternatives', () => {
  test('puts the fastest first with ratios to it by round, whatever the rounds themselves did', () => {
    const [ranking] = rankAlternatives([run('slow', times(1.8)), run('quick', times(1))]);
    expect(ranking).toMatchObject({ group: 'g', metric: 'wall_time', confidence: 0.95 });
    const [first, second] = ranking?.places ?? [];
    expect(first).toMatchObject({ scenario: 'quick', ratio: 1, low: 1, high: 1, distinct: false });
    expect(second).toMatchObject({
      scenario: 'slow',
      distinct: true,
      pairs: 8,
      needed_pairs: null,
    });
    expect(second?.ratio).toBeCloseTo(1.8, 6);
    expect(second?.low).toBeGreaterThan(1.79);
    expect(second?.high).toBeLessThan(1.81);
  });

  test('does not call alternatives distinct when their order changes from round to round', () => {
    const mixed = times(1).map((value, index) => value * (index % 2 === 0 ? 1.1 : 0.92));
    const [ranking] = rankAlternatives([run('a', times(1)), run('b', mixed)]);
    expect(ranking?.places[1]?.distinct).toBe(false);
    expect(ranking?.places[1]?.low).toBeLessThan(1);
    expect(ranking?.places[1]?.high).toBeGreaterThan(1);
  });

  test('reports how many rounds it would take when there are too few to tell', () => {
    const few = [1, 1.1, 0.9, 1, 1.2];
    const [two] = rankAlternatives([
      run('a', few),
      run(
        'b',
        few.map((value) => value * 3),
      ),
    ]);
    expect(two?.places[1]).toMatchObject({ distinct: false, pairs: 5, needed_pairs: 6 });
    const [three] = rankAlternatives([
      run('a', few),
      run(
        'b',
        few.map((value) => value * 3),
      ),
      run(
        'c',
        few.map((value) => value * 5),
      ),
    ]);
    expect(three?.places.map(({ needed_pairs }) => needed_pairs)).toEqual([null, 7, 7]);
  });

  test('widens the intervals with the number of alternatives, so that they hold together', () => {
    const noisy = times(1.2).map((value, index) => value * (1 + ((index * 7) % 5) / 50));
    const width = (others: number) => {
      const extra = Array.from({ length: others }, (_, i) => run(`x${i}`, times(3 + i)));
      const [ranking] = rankAlternatives([run('a', times(1)), run('b', noisy), ...extra]);
      const place = ranking?.places.find(({ scenario }) => scenario === 'b');
      return (place?.high ?? 0) - (place?.low ?? 0);
    };
    expect(width(2)).toBeGreaterThan(width(0));
  });

  test('pairs by round, without incomplete rounds, warm-up and failed trials', () => {
    const late = run('late', []);
    const slow = times(2);
    const trials = [
      trial(0, 50, { warmup: true }),
      trial(1, 77, { state: 'failed' } as Partial<Trial>),
      ...slow.slice(2).map((value, index) => trial(index + 2, value)),
      trial(40, 99),
    ];
    const [ranking] = rankAlternatives([{ ...late, trials } as RunRecord, run('early', times(1))]);
    expect(ranking?.places[1]).toMatchObject({ scenario: 'late', pairs: 6 });
    expect(ranking?.places[1]?.ratio).toBeCloseTo(2, 6);
  });

  test('lets the ratios of common rounds decide which is first, not the centres over all rounds', () => {
    // The first six rounds were slow for both; b was stopped after them, so it looks slower than it
    // is.
    const a = run('a', [10, 10, 10, 10, 10, 10, 1, 1, 1, 1, 1, 1, 1, 1]);
    const b = run('b', [5, 5, 5, 5, 5, 5]);
    const [ranking] = rankAlternatives([a, b]);
    expect(ranking?.places.map(({ scenario }) => scenario)).toEqual(['b', 'a']);
    expect(ranking?.places[1]).toMatchObject({ ratio: 2, distinct: true });
  });

  test('ranks alternatives within equal params, and params against each other when only they differ', () => {
    const four = rankAlternatives([
      run('a {n=1}', times(1), { params: { n: 1 } }),
      run('b {n=1}', times(2), { params: { n: 1 } }),
      run('a {n=9}', times(9), { params: { n: 9 } }),
      run('b {n=9}', times(5), { params: { n: 9 } }),
    ]);
    expect(four.map(({ group, places }) => [group, places[0]?.scenario])).toEqual([
      ['g {n=1}', 'a {n=1}'],
      ['g {n=9}', 'b {n=9}'],
    ]);
    const rankings = rankAlternatives([
      run('a {lib=x}', times(1), { params: { lib: 'x' } }),
      run('a {lib=y}', times(2), { params: { lib: 'y' } }),
    ]);
    expect(rankings).toHaveLength(1);
    expect(rankings[0]).toMatchObject({ group: 'g' });
  });

  test('leaves out what was not measured, has no group, or has no competitor', () => {
    expect(rankAlternatives([run('a', times(1)), run('b', [])])).toEqual([]);
    expect(rankAlternatives([run('a', times(1), { group: null }), run('b', times(2))])).toEqual([]);
    expect(rankAlternatives([run('a', [0, 0, 0]), run('b', [1, 1, 1])])).toEqual([]);
    expect(rankAlternatives([run('a', times(1)), run('b', times(1), { kind: 'http' })])).toEqual(
      [],
    );
  });
});
