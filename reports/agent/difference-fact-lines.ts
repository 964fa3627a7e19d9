import type { ExplanationFacts } from '../facts/comparison/explanation-facts.ts';
import { changedFunctionFacts } from '../views/difference/difference-blocks.ts';
import { factLine } from './fact-line.ts';

/** Functions that changed, one a line. */
export function changedFunctionLines(
  ...from: Parameters<typeof changedFunctionFacts>
): readonly string[] {
  return changedFunctionFacts(...from).map(({ keyword, values }) => factLine(keyword, values));
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
