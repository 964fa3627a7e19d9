import type { DifferentialProfile } from '../../harness/model/documents/differential-profile.ts';
import type { ExplanationFacts } from '../facts/comparison/explanation-facts.ts';
import type { DifferenceFacts } from '../facts/profile/difference-facts.ts';
import { factLine } from './fact-line.ts';

/** Functions that changed, the largest first of those beyond noise, then of the others. */
export function changedFunctionLines(
  { functions }: DifferenceFacts,
  { unit }: DifferentialProfile,
  scenario: string | null,
): readonly string[] {
  return functions.map(({ name, place, owner, of }, index) =>
    factLine('changed', {
      scenario,
      place: index + 1,
      function: name,
      where: place === '' ? null : place,
      owner,
      beyond_noise: of.beyond_noise,
      change: of.change.estimate,
      low: of.change.low,
      high: of.change.high,
      base: of.base,
      head: of.head,
      unit,
    }),
  );
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
