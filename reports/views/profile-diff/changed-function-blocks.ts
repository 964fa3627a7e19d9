import type {
  DifferentialProfile,
  Explanation,
} from '../../../harness/model/documents/differential-profile-schema.ts';
import {
  type ProfileDifferenceFacts,
  profileDifferenceFacts,
} from '../../display-facts/profile/profile-difference-display-data.ts';
import type { Block, BlockVisibility, Fact } from '../../format-independent-report-view.ts';
import {
  profiledSideFlameGraph,
  sumSideWork,
} from '../../html/flame/compared-profile-flame-graph.ts';
import {
  differentialFlameGraph,
  hasDifferentialFlameGraph,
} from '../../html/flame/differential-flame-graph.ts';
import { FLAME_GRAPH_SCRIPT } from '../../html/flame/flame-graph-script.ts';
import { html } from '../../html/html-markup.ts';
import { createFact, createTable } from '../../report-block-builders.ts';

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

export function profiledChange({ difference, scenario }: Explanation): {
  readonly blocks: readonly Block[];
  readonly facts: readonly Fact[];
} {
  const facts = profileDifferenceFacts(difference);
  return {
    blocks: [
      { type: 'text', isPart: true, title: 'Changes by function', text: facts.sentence },
      ...changedFunctionBlocks(facts, difference),
    ],
    facts: changedFunctionAgentFacts(facts, difference, scenario),
  };
}

interface SeriesEnd extends Pick<Explanation, 'difference'> {
  readonly title: string;
}

/** Draws the calls before the first and after the last of a series of changes, on one scale. */
export function seriesGraph(first: SeriesEnd, last: SeriesEnd): Block<'chart'> {
  const before = { difference: first.difference, side: 'base', title: 'before' } as const;
  const after = { difference: last.difference, side: 'head', title: 'after' } as const;
  const whole = Math.max(sumSideWork(before), sumSideWork(after));
  const isDrawn = [first, last].some(({ difference }) => hasDifferentialFlameGraph(difference));
  return {
    type: 'chart',
    html: html`<section id="flame"><h2>Before and after</h2>
<h3>${first.title}</h3>${profiledSideFlameGraph(before, whole)}
<h3>${last.title}</h3>${profiledSideFlameGraph(after, whole)}</section>
`,
    ...(isDrawn && { script: FLAME_GRAPH_SCRIPT }),
  };
}
