/** Complete bisections of generated histories: outcomes and intermediate steps. */
import { describe, expect, test } from 'vitest';
import {
  type BisectMeasurer,
  type BisectOptions,
  bisectChanges,
} from '../../../harness/bisect/bisect-changes.ts';
import {
  type BisectStep,
  bisectReportSchema,
} from '../../../harness/model/documents/bisect-document.ts';
import { createRandom } from '../../../harness/stats/seeded-random.ts';
import {
  bisectSimulated,
  createSimulatedMeasurer,
  createSimulatedSpace,
  measuredNoise,
  type SimulatedHistory,
} from '../../support/simulated-bisect.ts';

/** A history with a step of this size at each of these changes. */
function history(
  size: number,
  steps: Readonly<Record<number, number>>,
  more: Partial<SimulatedHistory> = {},
): SimulatedHistory {
  let level = 0;
  const levels = Array.from({ length: size + 1 }, (_, place) => {
    level += Math.log(steps[place] ?? 1);
    return level;
  });
  return { levels, noise: measuredNoise(createRandom(11)), ...more };
}

function optionsOf(changes: Partial<BisectOptions> = {}): BisectOptions {
  return {
    metric: null,
    confidence: 0.99,
    maxPairs: 400,
    seed: 1,
    signal: new AbortController().signal,
    now: () => 0,
    onStep: () => undefined,
    ...changes,
  };
}

describe('bisection', () => {
  test('finds the change and confirms it against its parent, in a valid document', async () => {
    const report = await bisectSimulated(history(20, { 13: 1.1 }));
    expect(report.outcome).toBe('found');
    expect(report.confirmations).toHaveLength(1);
    expect(report.confirmations[0]).toMatchObject({
      first: 13,
      last: 13,
      against: 'parent',
      confirmed: true,
    });
    const again = { options: '', target: 'work', max_time_ms: null, max_pairs: null };
    const document = { ...report, again };
    expect(bisectReportSchema.parse(JSON.parse(JSON.stringify(document)))).toEqual(document);
  });

  test('finds an improvement as well', async () => {
    const report = await bisectSimulated(history(20, { 6: 0.9 }));
    expect(report.confirmations[0]).toMatchObject({ first: 6, last: 6, confirmed: true });
    expect(report.ends.comparisons[0]?.verdict).toBe('improved');
  });

  test('reports each step as it is made, with ever fewer changes left', async () => {
    const told: BisectStep[] = [];
    const report = await bisectSimulated(history(40, { 17: 1.15 }), {
      onStep: (step) => told.push(step),
    });
    expect(told).toEqual(report.steps);
    const widths = told.map(({ left }) => left.last - left.first + 1);
    expect(widths.at(-1)).toBe(1);
    expect(widths[0]).toBeLessThan(40);
    for (const { at, pairs, ratio } of told) {
      expect(pairs.length).toBeGreaterThanOrEqual(2);
      expect(ratio).toBeCloseTo(at >= 17 ? 1.15 : 1, 1);
    }
  });

  test('counts its pairs and estimates those of other methods for comparison', async () => {
    const { pairs, estimates, steps } = await bisectSimulated(history(64, { 50: 1.1 }));
    expect(pairs.search).toBe(steps.reduce((sum, step) => sum + step.pairs.length, 0));
    expect(pairs.ends).toBeGreaterThan(5);
    expect(pairs.confirmation).toBeGreaterThan(5);
    expect(estimates).toEqual([
      { method: 'stepwise', pairs: 6 * pairs.ends, duration_ms: 6 * 30_000 },
      { method: 'every', pairs: 63 * pairs.ends, duration_ms: 63 * 30_000 },
    ]);
  });

  test('does not search when the ends are alike', async () => {
    const report = await bisectSimulated(history(20, {}));
    expect(report).toMatchObject({ outcome: 'ends-alike', steps: [], confirmations: [] });
    expect(report.estimates).toEqual([]);
    expect(report.pairs).toMatchObject({ search: 0, confirmation: 0 });
  });

  test('decides on a single change from the ends themselves', async () => {
    const report = await bisectSimulated(history(1, { 1: 1.1 }));
    expect(report.outcome).toBe('found');
    expect(report.steps).toEqual([]);
    expect(report.confirmations[0]?.comparison).toBe(report.ends);
    expect(report.pairs.confirmation).toBe(0);
  });

  test('ends with a range when the changes between cannot be measured', async () => {
    const report = await bisectSimulated(
      history(20, { 10: 1.1 }, { untestable: new Set([9, 10, 11]) }),
    );
    expect(report.outcome).toBe('range');
    expect(report.confirmations[0]).toMatchObject({ first: 9, last: 12, confirmed: true });
    expect(report.steps.filter(({ untestable }) => untestable !== null).length).toBeGreaterThan(0);
    expect(report.findings.find(({ id }) => id === 'bisect-untestable')?.message).toContain(
      'as unmeasurable: the build failed',
    );
  });

  test('ends with all changes when only the ends can be measured', async () => {
    const report = await bisectSimulated(
      history(5, { 2: 1.1 }, { untestable: new Set([1, 2, 3, 4]) }),
    );
    expect(report.outcome).toBe('range');
    expect(report.confirmations[0]).toMatchObject({ first: 1, last: 5 });
  });

  test('reports two steps when there are two, and finds one of them', async () => {
    const report = await bisectSimulated(history(30, { 8: 1.1, 22: 1.1 }));
    expect(report.outcome).toBe('found');
    expect([8, 22]).toContain(report.confirmations[0]?.first);
    expect(report.findings.map(({ id }) => id)).toContain('bisect-two-steps');
  });

  test('names no culprit when the difference came in small parts', async () => {
    const steps = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [index + 1, 1.004]));
    const report = await bisectSimulated(history(30, steps), { maxPairs: 120 });
    expect(['not-confirmed', 'undecided']).toContain(report.outcome);
    expect(report.confirmations.every(({ confirmed }) => !confirmed)).toBe(true);
    expect(report.confirmations.length).toBeLessThanOrEqual(3);
  });

  test('measures an independent change against none of the others', async () => {
    const report = await bisectSimulated(history(8, { 3: 1.1 }, { areIndependent: true }));
    expect(report.confirmations).toHaveLength(1);
    expect(report.confirmations[0]).toMatchObject({ first: 3, against: 'none', confirmed: true });
  });

  test('measures an independent change with the earlier ones when it has no effect alone', async () => {
    const known = history(8, { 5: 1.1 }, { areIndependent: true });
    const real = createSimulatedMeasurer(known);
    const alone = createSimulatedMeasurer(history(8, {}, { areIndependent: true }));
    const measurer: BisectMeasurer = {
      ...real,
      decide: (at, against) => (at.first > 1 ? alone : real).decide(at, against),
    };
    const report = await bisectChanges(createSimulatedSpace(known), measurer, optionsOf());
    expect(report.outcome).toBe('found');
    expect(report.confirmations.map(({ against, confirmed }) => [against, confirmed])).toEqual([
      ['none', false],
      ['parent', true],
    ]);
  });

  test('ends inconclusive with the changes left when its pairs are used up', async () => {
    const report = await bisectSimulated(history(64, { 30: 1.1 }), { maxPairs: 4 });
    expect(report.outcome).toBe('undecided');
    expect(report.pairs.search).toBe(4);
    const left = report.steps.at(-1)?.left;
    expect(left?.first).toBeLessThanOrEqual(30);
    expect(left?.last).toBeGreaterThanOrEqual(30);
  });

  /** Bisects a history whose ends show a step, but in which no answer is ever confirmed. */
  function unconfirmed(maxPairs: number) {
    const known = history(64, { 30: 1.1 });
    const real = createSimulatedMeasurer(known);
    const flat = createSimulatedMeasurer(history(64, {}));
    let decisions = 0;
    const measurer: BisectMeasurer = {
      ...real,
      decide: (at, against) => {
        decisions += 1;
        return (decisions === 1 ? real : flat).decide(at, against);
      },
    };
    return bisectChanges(createSimulatedSpace(known), measurer, optionsOf({ maxPairs }));
  }

  test('uses all pairs allowed for its search, however many confirmation took', async () => {
    const maxPairs = 16;
    const { outcome, confirmations, pairs } = await unconfirmed(maxPairs);
    // The search had found an answer, and confirming it took more pairs than the search may.
    expect(confirmations.length).toBeGreaterThan(0);
    expect(pairs.confirmation).toBeGreaterThan(maxPairs);
    expect({ outcome, search: pairs.search }).toEqual({ outcome: 'undecided', search: maxPairs });
  });

  test('ends unconfirmed after three candidates, with search pairs left', async () => {
    const { outcome, confirmations, pairs } = await unconfirmed(40);
    expect(confirmations.map(({ confirmed }) => confirmed)).toEqual([false, false, false]);
    expect(outcome).toBe('not-confirmed');
    expect(pairs.search).toBeLessThan(40);
  });

  test('keeps its results when it is interrupted', async () => {
    const known = history(64, { 30: 1.1 });
    const real = createSimulatedMeasurer(known);
    const controller = new AbortController();
    let stops = 0;
    const report = await bisectChanges(
      createSimulatedSpace(known),
      {
        ...real,
        measureFor: (metric) => async (places, count) => {
          stops += 1;
          if (stops > 2) {
            controller.abort();
            return { state: 'interrupted' };
          }
          return real.measureFor(metric)(places, count);
        },
      },
      optionsOf({ signal: controller.signal }),
    );
    expect(report.outcome).toBe('interrupted');
    expect(report.steps).toHaveLength(2);
  });

  test('refuses a metric that is not measured', async () => {
    await expect(
      bisectSimulated(history(8, { 3: 1.1 }), { metric: 'wal_time' }),
    ).rejects.toMatchObject({ code: 'metric-not-measured' });
  });
});
