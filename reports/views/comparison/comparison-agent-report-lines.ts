import type { ComparedMetricFact } from '../../display-facts/comparison/compared-metric-display-data.ts';
import type {
  ComparedScenarioFact,
  ComparisonFacts,
} from '../../display-facts/comparison/comparison-display-data.ts';
import type { Fact } from '../../format-independent-report-view.ts';
import { createFact } from '../../report-block-builders.ts';
import { joinTexts } from '../../text/join-nonempty-texts.ts';
import { changedFunctionAgentFacts } from '../profile-diff/changed-function-blocks.ts';

/** Returns the comparisons, then the causes of their changes, for programs. */
export function comparisonAgentFacts({
  comparisons,
  scenarios,
}: Pick<ComparisonFacts, 'comparisons' | 'scenarios'>): readonly Fact[] {
  return [...comparisons.map(comparedFact), ...scenarios.flatMap(explanationFacts)];
}

/** Returns one comparison in numbers, with its explanation in words. */
function comparedFact({
  scenario,
  metric,
  explanation,
  modes,
  comparison,
}: ComparedMetricFact): Fact {
  const { verdict, direction, ratio, low, high, base, head, unit, pairs, margin } = comparison;
  const { confirmed, needed_pairs, gated, screen_pairs, confirm_pairs, floor } = comparison;
  const reason = verdict === 'incomparable' ? (comparison.reason ?? '') : '';
  return createFact('compare', {
    ...{ scenario, metric, verdict, direction, ratio, low, high, base, head, unit, pairs },
    ...{ margin, confirmed, needed_pairs },
    why: joinTexts([reason, explanation, modes]) || null,
    gated,
    screen_pairs: screen_pairs || null,
    confirm_pairs: confirm_pairs || null,
    floor,
  });
}

function explanationFacts({ scenario, explanation }: ComparedScenarioFact): readonly Fact[] {
  if (explanation === null) return [];
  const { sentence, counters } = explanation;
  const { difference, metrics } = explanation.explanation;
  const { pairs, confidence } = difference;
  return [
    createFact('explanation', {
      ...{ scenario, metrics: metrics.join(','), pairs, confidence },
      ...{ text: sentence, counters: counters || null },
    }),
    ...changedFunctionAgentFacts(explanation, difference, scenario),
  ];
}
