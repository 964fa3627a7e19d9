import type { Explanation } from '../../../harness/model/documents/differential-profile-schema.ts';
import { differenceFacts } from '../../facts/profile/difference-facts.ts';
import { hasDifferenceGraph } from '../../html/flame/difference-graph.ts';
import { FLAME_SCRIPT } from '../../html/flame/flame-script.ts';
import { sideGraph, workOf } from '../../html/flame/side-graph.ts';
import { html } from '../../html/markup.ts';
import type { Block, Fact } from '../../view.ts';
import { changedFunctions, differenceBlocks } from './difference-blocks.ts';

/** A change whose sides were profiled, function by function. */
export function profiledChange({ difference, scenario }: Explanation): {
  readonly blocks: readonly Block[];
  readonly facts: readonly Fact[];
} {
  const facts = differenceFacts(difference);
  return {
    blocks: [
      { type: 'text', isPart: true, title: 'Function by function', text: facts.sentence },
      ...differenceBlocks(facts, difference),
    ],
    facts: changedFunctions(facts, difference, scenario),
  };
}

/** A side of a series of profiled changes. */
interface SeriesEnd extends Pick<Explanation, 'difference'> {
  readonly title: string;
}

/** Calls before the first and after the last of a series of changes, on one scale. */
export function seriesGraph(first: SeriesEnd, last: SeriesEnd): Block<'chart'> {
  const before = { difference: first.difference, side: 'base', title: 'before' } as const;
  const after = { difference: last.difference, side: 'head', title: 'after' } as const;
  const whole = Math.max(workOf(before), workOf(after));
  const isDrawn = [first, last].some(({ difference }) => hasDifferenceGraph(difference));
  return {
    type: 'chart',
    html: html`<section id="flame"><h2>Before and after</h2>
<h3>${first.title}</h3>${sideGraph(before, whole)}
<h3>${last.title}</h3>${sideGraph(after, whole)}</section>
`,
    ...(isDrawn && { script: FLAME_SCRIPT }),
  };
}
