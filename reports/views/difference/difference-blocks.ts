import type { DifferentialProfile } from '../../../harness/model/documents/differential-profile.ts';
import type { DifferenceFacts } from '../../facts/profile/difference-facts.ts';
import { differenceGraph } from '../../html/flame/difference-graph.ts';
import { FLAME_SCRIPT } from '../../html/flame/flame-script.ts';
import type { Block, Fact, TableBlock } from '../../view.ts';

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

function differenceTable({ functions }: DifferenceFacts): TableBlock {
  const hasRange = functions.some(({ range }) => range !== '');
  const right = { align: 'right' } as const;
  return {
    type: 'table',
    title: null,
    noun: 'function',
    columns: [
      { title: 'Change', ...right },
      ...(hasRange ? [{ title: 'Interval', ...right }] : []),
      { title: 'Base', ...right },
      { title: 'Head', ...right },
      { title: 'Function', isCode: true },
      { title: 'Where', isCode: true },
    ],
    rows: functions.map(({ change, range, base, head, name, place, owner, isBeyondNoise }) => [
      { text: change, tone: isBeyondNoise ? 'strong' : 'faint' },
      ...(hasRange ? [{ text: range, tone: 'faint' as const }] : []),
      base,
      head,
      { text: name, tone: isBeyondNoise || !hasRange ? 'plain' : 'faint' },
      place === '' ? owner : place,
    ]),
  };
}

/** Functions that changed, the largest first of those beyond noise, then of the others. */
export function changedFunctionFacts(
  { functions }: DifferenceFacts,
  { unit }: DifferentialProfile,
  scenario: string | null,
): readonly Fact[] {
  return functions.map(({ name, place, owner, of }, index) => ({
    keyword: 'changed',
    values: {
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
    },
  }));
}
