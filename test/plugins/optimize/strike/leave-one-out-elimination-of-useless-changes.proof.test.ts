/** Good changes are found whatever else is in the batch, by whole strikes; not in the quick set. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  createCostComparison,
  createCostHypothesis,
  createQuickCostsProject,
  executeHypotheses,
  readTotalCost,
} from '../../../support/execute-hypotheses-with-scripted-costs.ts';

const removedOf = (
  result: Awaited<ReturnType<typeof executeHypotheses>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(result.hypotheses_removed.map(({ id, reason }) => [id, reason]));

describe('leave-one-out elimination', () => {
  it('X814-13: finds a gain below 2 % of the whole next to a change that is very slow', async () => {
    // 100 to 5,000 next to 100 to 60: the gain is 0.7 % of 5,760, and 4.4 % of 860.
    const given = [
      createCostHypothesis('H1', 5_000),
      createCostHypothesis('H2', 60),
      createCostHypothesis('H3', 70),
    ];
    const result = await executeHypotheses(createQuickCostsProject(), given);
    expect(result.hypotheses_applied).toEqual(['H2', 'H3']);
    expect(removedOf(result)).toEqual({
      H1: expect.stringMatching(
        /^regresses the other changes, which are faster without it \(-\d+\.\d%, regressed\)$/u,
      ),
    });
  });

  it('X814-13: keeps one of two changes that are each needless with the other', async () => {
    // Both save the same cost: without either of them, the other saves it.
    const shared = (folder: string): number => {
      const saved = [1, 2].some((part) => costOf(folder, part) === 40);
      return saved ? 600 : 900;
    };
    const result = await executeHypotheses(
      createQuickCostsProject(),
      [createCostHypothesis('H1', 40), createCostHypothesis('H2', 40)],
      {
        measure: async (base, head) => createCostComparison(shared(base), shared(head)),
      },
    );
    expect(result.hypotheses_applied).toEqual(['H1']);
    expect(removedOf(result).H2).toBe(
      'no improvement: the other changes are just as good without it (+0.0%, unchanged)',
    );
  });

  it('X814-21: removes a change that only costs memory, and gives this as the reason', async () => {
    const result = await executeHypotheses(
      createQuickCostsProject(),
      [createCostHypothesis('H1', 40), createCostHypothesis('H2', 100, 'x')],
      {
        measure: async (base, head) => {
          const measured = createCostComparison(readTotalCost(base), readTotalCost(head));
          const memory = {
            base: 50,
            head: 50,
            ratio: 1,
            better: 'lower',
            verdict: 'unchanged',
          } as const;
          const more = { ...memory, head: 140, ratio: 2.8, verdict: 'regressed' } as const;
          const isMore = measured.ratio === 1;
          return {
            ...measured,
            metrics: { ...measured.metrics, memory_peak_mb: isMore ? more : memory },
          };
        },
      },
    );
    expect(result.hypotheses_applied).toEqual(['H1']);
    expect(removedOf(result).H2).toBe(
      'no improvement: the other changes are just as good without it (+0.0%, unchanged); memory_peak_mb is worse (+180%)',
    );
  });
});

function costOf(folder: string, part: number): number {
  const text = readFileSync(`${folder}/src/h${part}.mjs`, 'utf8');
  return Number(/cost = (\d+)/u.exec(text)?.[1]);
}
