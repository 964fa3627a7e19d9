/** A limit tighter than the noise does not hide a change far beyond it. */
import { describe, expect, it } from 'vitest';
import type { ChangeCheck } from '../../../harness/model/documents/gate-document.ts';
import {
  gateNoisySuite,
  REGRESSION_LIMIT,
  SLOW_SCENARIO,
} from './simulate-regression-gate-on-noisy-scenarios.ts';

const BUDGET_MS = 300_000;
const PATIENCE_MS = 60_000;

describe('a gate of 30 scenarios in 300 s, with a limit below the noise and one scenario 10 % slower', () => {
  it('finds the slower scenario, reports which limits could be held, and uses its time', {
    timeout: PATIENCE_MS,
  }, async () => {
    const { judged, spentMs } = await gateNoisySuite({
      seed: 1,
      scenarios: 30,
      budgetMs: BUDGET_MS,
      noise: 5,
      slower: 1.1,
    });
    expect(judged).toMatchObject({ verdict: 'fail', exitCode: 1 });
    const [first, ...others] = judged.checks as readonly ChangeCheck[];
    expect(first).toMatchObject({ scenario: SLOW_SCENARIO, outcome: 'fail' });
    expect(others.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
    const refused = others.flatMap(({ refusal }) => refusal ?? []);
    expect(refused.length).toBeGreaterThan(0);
    for (const { floor } of refused) expect(floor).toBeGreaterThan(REGRESSION_LIMIT);
    expect(spentMs).toBeGreaterThan(0.9 * BUDGET_MS);
    expect(spentMs).toBeLessThanOrEqual(BUDGET_MS);
  });
});

describe('limited time', () => {
  it.each([
    { name: 'for a few pairs of each', scenarios: 15, budgetMs: 60_000, unitMs: 550 },
    { name: 'for less than a pair of each', scenarios: 15, budgetMs: 12_000, unitMs: 550 },
  ])(
    '$name is respected, and inconclusive results report what they would require',
    {
      timeout: PATIENCE_MS,
    },
    async ({ scenarios, budgetMs, unitMs }) => {
      const shape = { seed: 3, scenarios, budgetMs, unitMs, noise: 2, slower: 1.1, limit: 0.04 };
      const { report, spentMs, progress } = await gateNoisySuite(shape);
      expect(spentMs).toBeLessThanOrEqual(1.05 * budgetMs);
      const open = report.comparisons.filter(({ verdict }) => verdict === 'inconclusive');
      // Fewer pairs than the first interim analysis needs are too few for a spread.
      const silent = open.filter(
        ({ needed_pairs: needed, pairs }) => needed === null && pairs >= 5,
      );
      expect(silent).toEqual([]);
      // Every scenario is reported once when it is screened, as the report describes it then.
      const decided = progress.filter((event) => event.type === 'scenario-decided');
      const names = decided.map(({ scenario }) => scenario);
      expect(new Set(names).size).toBe(scenarios);
      for (const { scenario, comparisons, candidates } of decided) {
        const later = decided.filter((event) => event.scenario === scenario).length > 1;
        const last = report.comparisons.filter((own) => own.scenario === scenario && own.gated);
        if (!later && candidates.length === 0) expect(comparisons).toEqual(last);
      }
      const told = progress.filter((event) => event.type === 'suite-progress');
      const left = told.map(({ leftMs }) => leftMs ?? 0);
      expect(left).toEqual(left.toSorted((a, b) => b - a));
      for (const { open: left, total } of told) {
        expect(left).toBeLessThanOrEqual(total);
        expect(total).toBe(scenarios);
      }
    },
  );
});
