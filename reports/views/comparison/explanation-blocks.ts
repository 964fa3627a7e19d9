import { onlyOnPage } from '../../block-places.ts';
import type { ScenarioFact } from '../../facts/comparison/comparison-facts.ts';
import { differenceGraph } from '../../html/flame/difference-graph.ts';
import { FLAME_SCRIPT } from '../../html/flame/flame-script.ts';
import type { Block } from '../../view.ts';
import { differenceTable } from '../profile-diff/difference-blocks.ts';

/** What in the code is behind the changes of each scenario that was profiled. */
export function explanationBlocks(scenarios: readonly ScenarioFact[]): readonly Block[] {
  return scenarios.flatMap(({ scenario, explanation }): readonly Block[] => {
    if (explanation === null) return [];
    const { sentence, counters, note } = explanation;
    const { difference } = explanation.explanation;
    return [
      {
        type: 'text',
        weight: 'always',
        title: `What changed in the code of ${scenario}`,
        text: counters === '' ? sentence : `${sentence} Besides: ${counters}.`,
      },
      onlyOnPage(() => {
        const html = differenceGraph(difference);
        return html === null ? [] : [{ type: 'chart', line: null, html, script: FLAME_SCRIPT }];
      }),
      {
        ...differenceTable(explanation),
        weight: 'detail',
        isPart: true,
        title: 'Functions that changed',
        notes: [note],
      },
    ];
  });
}
