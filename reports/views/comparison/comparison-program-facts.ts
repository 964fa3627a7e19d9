import type { ComparisonFact } from '../../facts/comparison/comparison-fact.ts';
import type { ComparisonFacts, ScenarioFact } from '../../facts/comparison/comparison-facts.ts';
import type { Fact } from '../../view.ts';
import { changedFunctions } from '../difference/difference-blocks.ts';

/** Comparisons, then what is behind their changes, for programs. */
export function comparedFacts({ comparisons, scenarios }: ComparisonFacts): readonly Fact[] {
  return [...comparisons.map(comparedFact), ...scenarios.flatMap(explanationFacts)];
}

/** One comparison in numbers, and why it came out so in words. */
function comparedFact({ scenario, metric, explanation, modes, comparison }: ComparisonFact): Fact {
  const { verdict, direction, ratio, low, high, base, head, unit, pairs, margin } = comparison;
  const { confirmed, needed_pairs, gated, screen_pairs, confirm_pairs, floor } = comparison;
  const reason = verdict === 'incomparable' ? (comparison.reason ?? '') : '';
  const why = [reason, explanation, modes].filter((part) => part !== '').join('; ');
  return {
    keyword: 'compare',
    values: {
      ...{ scenario, metric, verdict, direction, ratio, low, high, base, head, unit, pairs },
      ...{ margin, confirmed, needed_pairs },
      why: why || null,
      gated,
      screen_pairs: screen_pairs === 0 ? null : screen_pairs,
      confirm_pairs: confirm_pairs === 0 ? null : confirm_pairs,
      floor,
    },
  };
}

function explanationFacts({ scenario, explanation }: ScenarioFact): readonly Fact[] {
  if (explanation === null) return [];
  const { sentence, counters } = explanation;
  const { difference, metrics } = explanation.explanation;
  return [
    {
      keyword: 'explanation',
      values: {
        scenario,
        metrics: metrics.join(','),
        pairs: difference.pairs,
        confidence: difference.confidence,
        text: sentence,
        counters: counters === '' ? null : counters,
      },
    },
    ...changedFunctions(explanation, difference, scenario),
  ];
}
