import type { DifferentialProfile } from '../../../harness/model/documents/differential-profile-schema.ts';
import type { ProfileDifferenceFacts } from '../../display-facts/profile/profile-difference-display-data.ts';
import type { Block, BlockVisibility, Fact } from '../../format-independent-report-view.ts';
import { differentialFlameGraph } from '../../html/flame/differential-flame-graph.ts';
import { FLAME_GRAPH_SCRIPT } from '../../html/flame/flame-graph-script.ts';
import { createFact, createTable } from '../../report-block-builders.ts';

/** Returns the changed functions: a graph on a page, a table highlighting those beyond noise. */
export function changedFunctionBlocks(
  { functions, note }: ProfileDifferenceFacts,
  difference: DifferentialProfile,
  weight: BlockVisibility = 'always',
): readonly Block[] {
  const html = differentialFlameGraph(difference);
  const hasRange = functions.some(({ range }) => range !== '');
  return [
    ...(html === null ? [] : [{ type: 'chart', html, script: FLAME_GRAPH_SCRIPT } satisfies Block]),
    createTable({
      weight,
      isPart: true,
      title: 'Functions that changed',
      noun: 'function',
      notes: [
        note,
        ...(functions.some(({ isBeyondNoise }) => isBeyondNoise)
          ? ['*: change beyond noise.']
          : []),
      ],
      rows: functions,
      columns: [
        [
          'Change',
          ({ change, isBeyondNoise }) => ({
            text: isBeyondNoise ? `${change} *` : change,
            tone: isBeyondNoise ? 'strong' : 'faint',
          }),
          'right',
        ],
        hasRange && ['Interval', ({ range }) => range, 'right faint'],
        ['Base', ({ base }) => base, 'right'],
        ['Head', ({ head }) => head, 'right'],
        [
          'Function',
          ({ name, isBeyondNoise }) => ({
            text: name,
            tone: isBeyondNoise || !hasRange ? 'plain' : 'faint',
          }),
          'code',
        ],
        ['Where', ({ place, owner }) => place || owner, 'code faint'],
      ],
    }),
  ];
}

/**
 * Returns the functions that changed, for programs.
 * @param scenario - null: the document has a single scenario.
 */
export function changedFunctionAgentFacts(
  { functions }: ProfileDifferenceFacts,
  { unit }: DifferentialProfile,
  scenario: string | null,
): readonly Fact[] {
  return functions.map(({ name, place, owner, of: { change, base, head, beyond_noise } }, index) =>
    createFact('changed', {
      ...{ scenario, place: index + 1, function: name, where: place || null, owner, beyond_noise },
      ...{ change: change.estimate, low: change.low, high: change.high, base, head, unit },
    }),
  );
}
