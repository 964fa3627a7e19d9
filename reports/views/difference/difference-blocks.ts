import type { DifferentialProfile } from '../../../harness/model/documents/differential-profile.ts';
import type { DifferenceFacts } from '../../facts/profile/difference-facts.ts';
import { differenceGraph } from '../../html/flame/difference-graph.ts';
import { FLAME_SCRIPT } from '../../html/flame/flame-script.ts';
import type { Block, Fact, TableBlock, Weight } from '../../view.ts';

/** Functions that changed, as a graph on a page and as a table. */
export function differenceBlocks(
  facts: DifferenceFacts,
  difference: DifferentialProfile,
  weight: Weight = 'always',
): readonly Block[] {
  const html = differenceGraph(difference);
  return [
    ...(html === null
      ? []
      : [{ type: 'chart', line: null, html, script: FLAME_SCRIPT } satisfies Block]),
    { ...differenceTable(facts), weight },
  ];
}

/** Functions that changed; those beyond noise stand out. */
function differenceTable({ functions, note }: DifferenceFacts): TableBlock {
  const hasRange = functions.some(({ range }) => range !== '');
  return {
    type: 'table',
    isPart: true,
    title: 'Functions that changed',
    noun: 'function',
    notes: [
      note,
      ...(functions.some(({ isBeyondNoise }) => isBeyondNoise) ? ['Bold: beyond noise.'] : []),
    ],
    columns: [
      { title: 'Change', align: 'right' },
      ...(hasRange ? [{ title: 'Interval', align: 'right' } as const] : []),
      { title: 'Base', align: 'right' },
      { title: 'Head', align: 'right' },
      { title: 'Function', isCode: true },
      { title: 'Where', isCode: true },
    ],
    rows: functions.map(({ change, range, base, head, name, place, owner, isBeyondNoise }) => [
      { text: change, tone: isBeyondNoise ? 'strong' : 'faint' },
      ...(hasRange ? [{ text: range, tone: 'faint' } as const] : []),
      base,
      head,
      { text: name, tone: isBeyondNoise || !hasRange ? 'plain' : 'faint' },
      { text: place === '' ? owner : place, tone: 'faint' },
    ]),
  };
}

/**
 * Functions that changed, for programs.
 * @param scenario - null: the document has one only.
 */
export function changedFunctions(
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
