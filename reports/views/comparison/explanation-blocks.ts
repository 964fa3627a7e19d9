import type { ScenarioFact } from '../../facts/comparison/comparison-facts.ts';
import type { Block } from '../../view.ts';
import { differenceBlocks } from '../difference/difference-blocks.ts';

/** What in the code is behind the changes of each scenario that was profiled. */
export function explanationBlocks(scenarios: readonly ScenarioFact[]): readonly Block[] {
  return scenarios.flatMap(({ scenario, explanation }): readonly Block[] => {
    if (explanation === null) return [];
    const { sentence, counters } = explanation;
    return [
      {
        type: 'text',
        weight: 'always',
        title: `What changed in the code of ${scenario}`,
        text: counters === '' ? sentence : `${sentence} Besides: ${counters}.`,
      },
      ...differenceBlocks(explanation, explanation.explanation.difference, 'detail'),
    ];
  });
}
