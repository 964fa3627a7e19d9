import type { ComparisonFact } from '../../facts/comparison/comparison-fact.ts';
import type { ScenarioFact } from '../../facts/comparison/comparison-facts.ts';
import type { PairFact, PairLookup } from '../../facts/comparison/pair-facts.ts';
import { histograms, type ModeMark } from '../../html/histogram.ts';
import { html } from '../../html/markup.ts';
import { pairPlot } from '../../html/pair-plot.ts';
import { formatChange, formatQuantity, formatShare, NO_NUMBER } from '../../scale.ts';
import { plural } from '../../text/plural.ts';
import type { Block, TableBlock } from '../../view.ts';

/** The pairs of each gated metric in the order of time, how values spread, and both in numbers. */
export function pairPictures({ gated }: ScenarioFact, pairsOf: PairLookup): readonly Block[] {
  return gated.flatMap((fact) => {
    const pairs = pairsOf(fact.comparison.scenario, fact.metric);
    const series = (['base', 'head'] as const).map((side) => {
      const values = pairs.map((pair) => pair[side]);
      return { name: side, side, values, text: `${side}: ${plural(values.length, 'unit')}` };
    });
    const plot = pairPlot(fact, pairs);
    const spread = histograms(series, fact.unit, modeMarks(fact));
    const hasPicture = plot !== null || spread !== null;
    return [
      {
        type: 'chart',
        line: null,
        html: hasPicture
          ? html`<h3>${fact.metric}</h3><div class="pictures">${plot}${spread}</div>`
          : null,
      },
      pairTable(fact, pairs),
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

function pairTable({ metric, unit }: ComparisonFact, pairs: readonly PairFact[]): TableBlock {
  return {
    type: 'table',
    title: `${plural(pairs.length, 'pair')} of ${metric} as a table`,
    isFolded: true,
    noun: 'pair',
    columns: [
      { title: 'pair' },
      { title: 'stage' },
      { title: 'first' },
      { title: 'base', align: 'right' },
      { title: 'head', align: 'right' },
      { title: 'change', align: 'right' },
    ],
    rows: pairs.map(({ number, stage, baseSlot, base, head, logRatio }) => [
      `${number}`,
      stage,
      baseSlot === 0 ? 'base' : 'head',
      formatQuantity(base, unit),
      formatQuantity(head, unit),
      logRatio === null ? NO_NUMBER : formatChange(Math.exp(logRatio)),
    ]),
  };
}
