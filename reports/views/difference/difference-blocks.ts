import type { DifferentialProfile } from '../../../harness/model/documents/differential-profile.ts';
import type { DifferenceFacts } from '../../facts/profile/difference-facts.ts';
import { differenceGraph } from '../../html/flame/difference-graph.ts';
import { FLAME_SCRIPT } from '../../html/flame/flame-script.ts';
import type { Block } from '../../view.ts';
import { differenceTable } from '../profile-diff/difference-blocks.ts';

/** Functions that changed: the sentence, the graph, the table and the reading of its shares. */
export function differenceBlocks(
  facts: DifferenceFacts,
  difference: DifferentialProfile,
): readonly Block[] {
  const html = differenceGraph(difference);
  return [
    { type: 'text', isPart: true, title: 'Function by function', text: facts.sentence },
    ...(html === null
      ? []
      : [{ type: 'chart', line: null, html, script: FLAME_SCRIPT } satisfies Block]),
    differenceTable(facts),
    { type: 'text', tone: 'faint', text: facts.note },
  ];
}
