import type { Explanation } from '../../../harness/model/documents/differential-profile-schema.ts';
import { profileDifferenceFacts } from '../../display-facts/profile/profile-difference-display-data.ts';
import type { Block, Fact } from '../../format-independent-report-view.ts';
import {
  profiledSideFlameGraph,
  sumSideWork,
} from '../../html/flame/compared-profile-flame-graph.ts';
import { hasDifferentialFlameGraph } from '../../html/flame/differential-flame-graph.ts';
import { FLAME_GRAPH_SCRIPT } from '../../html/flame/flame-graph-script.ts';
import { html } from '../../html/html-markup.ts';
import { changedFunctionAgentFacts, changedFunctionBlocks } from './changed-function-blocks.ts';

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

/** A side of a series of profiled changes. */
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
