import type { ExplanationFacts } from '../facts/comparison/explanation-facts.ts';
import { changedFunctions } from '../views/profile-diff/difference-blocks.ts';
import { factLine } from './fact-line.ts';

/** Functions that changed, the largest first of those beyond noise, then of the others. */
export function changedFunctionLines(
  ...difference: Parameters<typeof changedFunctions>
): readonly string[] {
  return changedFunctions(...difference).map(({ keyword, values }) => factLine(keyword, values));
}

/** What is behind the changes of one scenario. */
export function explanationLines(scenario: string, facts: ExplanationFacts): readonly string[] {
  const { explanation, sentence, counters } = facts;
  const { difference, metrics } = explanation;
  return [
    factLine('explanation', {
      scenario,
      metrics: metrics.join(','),
      pairs: difference.pairs,
      confidence: difference.confidence,
      text: sentence,
      counters: counters === '' ? null : counters,
    }),
    ...changedFunctionLines(facts, difference, scenario),
  ];
}
