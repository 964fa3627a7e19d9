import type { DifferentialProfile } from '../../../harness/model/documents/differential-profile.ts';
import type { DifferenceFacts } from '../../facts/profile/difference-facts.ts';
import type { Fact, TableBlock } from '../../view.ts';

/** Functions that changed; those beyond noise stand out. */
export function differenceTable({ functions }: DifferenceFacts): TableBlock {
  const hasRange = functions.some(({ range }) => range !== '');
  return {
    type: 'table',
    weight: 'always',
    title: null,
    noun: 'function',
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
