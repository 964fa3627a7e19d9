import { tableOf } from '../../blocks.ts';
import type { ComparisonFact } from '../../facts/comparison/comparison-fact.ts';
import type { ScenarioFact } from '../../facts/comparison/comparison-facts.ts';
import type { PairLookup } from '../../facts/comparison/pair-facts.ts';
import { histograms, type ModeMark } from '../../html/histogram.ts';
import { html } from '../../html/markup.ts';
import { pairPlot } from '../../html/pair-plot.ts';
import { formatChange, formatQuantity, formatShare, NO_NUMBER } from '../../scale.ts';
import { plural } from '../../text/plural.ts';
import type { Block } from '../../view.ts';

/** The pairs of each gated metric in the order of time, how values spread, and both in numbers. */
export function pairPictures({ gated }: ScenarioFact, pairsOf: PairLookup): readonly Block[] {
  return gated.flatMap((fact): readonly Block[] => {
    const { metric, unit, comparison } = fact;
    const pairs = pairsOf(comparison.scenario, metric);
    const series = (['base', 'head'] as const).map((side) => {
      const values = pairs.map((pair) => pair[side]);
      return { name: side, side, values, text: `${side}: ${plural(values.length, 'unit')}` };
    });
    const plot = pairPlot(fact, pairs);
    const spread = histograms(series, unit, modeMarks(fact));
    const hasPicture = plot !== null || spread !== null;
    return [
      {
        type: 'chart',
        html: hasPicture
          ? html`<h3>${metric}</h3><div class="pictures">${plot}${spread}</div>`
          : null,
      },
      tableOf({
        title: `${plural(pairs.length, 'pair')} of ${metric} as a table`,
        isFolded: true,
        noun: 'pair',
        rows: pairs,
        columns: [
          ['pair', ({ number }) => `${number}`],
          ['stage', ({ stage }) => stage],
          ['first', ({ baseSlot }) => (baseSlot === 0 ? 'base' : 'head')],
          ['base', ({ base }) => formatQuantity(base, unit), 'right'],
          ['head', ({ head }) => formatQuantity(head, unit), 'right'],
          [
            'change',
            ({ logRatio }) => (logRatio === null ? NO_NUMBER : formatChange(Math.exp(logRatio))),
            'right',
          ],
        ],
      }),
    ];
  });
}

function modeMarks({ comparison: { modes }, unit }: ComparisonFact): readonly ModeMark[] {
  if (modes === null) return [];
  return [
    { at: modes.low, text: `lower mode about ${formatQuantity(modes.low, unit)}` },
    {
      at: modes.high,
      text: `upper mode about ${formatQuantity(modes.high, unit)}: ${formatShare(modes.base)} of the base, ${formatShare(modes.head)} of the head`,
    },
  ];
}
