import type { ComparedMetricFact } from '../../display-facts/comparison/compared-metric-display-data.ts';
import type {
  ComparedScenarioFact,
  ComparisonFacts,
} from '../../display-facts/comparison/comparison-display-data.ts';
import type { PairLookup } from '../../display-facts/comparison/measured-trial-pair-lookup.ts';
import { isLargeSuite } from '../../display-facts/large-suite-threshold-and-severity-order.ts';
import type { Block } from '../../format-independent-report-view.ts';
import { formatChange, formatQuantity, formatShare, NO_NUMBER } from '../../format-quantity.ts';
import { forestPlot } from '../../html/comparison-forest-plot.ts';
import { comparisonPairPlot } from '../../html/comparison-pair-plot.ts';
import { drawHistograms, type ModeMark } from '../../html/draw-histograms.ts';
import { html, type Markup } from '../../html/html-markup.ts';
import { blockMarkup } from '../../html/render-report-view-as-html.ts';
import { createTable, onlyOnHtmlPage } from '../../report-block-builders.ts';
import { plural } from '../../text/sentence-parts.ts';
import { comparedScenarioBlocks } from './compared-scenario-blocks.ts';

/** Above this number of scenarios, unchanged scenarios have no pictures. */
const ALL_PICTURED = 40;

export function createSectionFinder(
  scenarios: readonly ComparedScenarioFact[],
  prefix = 'scenario',
): (scenario: string) => string | null {
  const ids = new Map(scenarios.map(({ scenario }, index) => [scenario, `${prefix}-${index + 1}`]));
  return (scenario) => ids.get(scenario) ?? null;
}

/**
 * Returns a picture with the ratios of all scenarios, and a section for each, on a page. On a page
 * with two comparisons, `since` labels the second and keeps their links distinct.
 */
export function comparedScenarioSections(
  { scenarios, comparisons, pairsOf }: ComparisonFacts,
  confidence: number,
  since = '',
): { readonly overview: Block; readonly sections: Block } {
  const prefix = since === '' ? 'scenario' : since;
  const placeOf = createSectionFinder(scenarios, prefix);
  const idOf = ({ scenario }: ComparedScenarioFact): string => placeOf(scenario) ?? '';
  const isMany = isLargeSuite(comparisons);
  const isFolded = (fact: ComparedScenarioFact): boolean => isMany && isQuiet(fact);
  const loud = scenarios.filter((fact) => !isFolded(fact));
  const quiet = scenarios.filter(isFolded);
  const section = (fact: ComparedScenarioFact, isPictured: boolean): readonly Block[] =>
    comparedScenarioBlocks(fact, {
      id: idOf(fact),
      pictures: isPictured ? pairPictures(fact, pairsOf) : [],
    });
  const chart = (content: Markup): Block => ({ type: 'chart', html: content });
  return {
    overview: onlyOnHtmlPage(() =>
      loud.length === 0
        ? []
        : [
            chart(html`<section id="${prefix}-changes"><h2>Changes${since === '' ? null : ` since the ${since}`} against the margin</h2>
<p class="faint">A square is the ratio of head to base, the line through it its interval (${formatShare(confidence)}), the grey band the margin, the dashed line no change. A filled square is a gated metric.</p>
${forestPlot(loud, idOf)}</section>
`),
          ],
    ),
    sections: onlyOnHtmlPage(() => [
      ...loud.flatMap((fact) => section(fact, true)),
      ...(quiet.length === 0
        ? []
        : [
            chart(html`<details><summary>${plural(quiet.length, 'scenario')} with every gated metric unchanged</summary>
${forestPlot(quiet, idOf)}
${quiet.flatMap((fact) => section(fact, scenarios.length <= ALL_PICTURED)).map(blockMarkup)}</details>
`),
          ]),
    ]),
  };
}

function isQuiet({ gated }: ComparedScenarioFact): boolean {
  return gated.every(({ verdict }) => verdict === 'unchanged' || verdict === 'same inputs');
}

/** The pairs of each gated metric in the order of time, how values spread, and both in numbers. */
function pairPictures({ gated }: ComparedScenarioFact, pairsOf: PairLookup): readonly Block[] {
  return gated.flatMap((fact): readonly Block[] => {
    const { metric, unit, comparison } = fact;
    const pairs = pairsOf(comparison.scenario, metric);
    const series = (['base', 'head'] as const).map((side) => {
      const values = pairs.map((pair) => pair[side]);
      return { name: side, side, values, text: `${side}: ${plural(values.length, 'unit')}` };
    });
    const plot = comparisonPairPlot(fact, pairs);
    const spread = drawHistograms(series, unit, modeMarks(fact));
    const hasPicture = plot !== null || spread !== null;
    return [
      {
        type: 'chart',
        html: hasPicture
          ? html`<h3>${metric}</h3><div class="pictures">${plot}${spread}</div>`
          : null,
      },
      createTable({
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

function modeMarks({ comparison: { modes }, unit }: ComparedMetricFact): readonly ModeMark[] {
  if (modes === null) return [];
  return [
    { at: modes.low, text: `lower mode at about ${formatQuantity(modes.low, unit)}` },
    {
      at: modes.high,
      text: `upper mode at about ${formatQuantity(modes.high, unit)}: ${formatShare(modes.base)} of the base, ${formatShare(modes.head)} of the head`,
    },
  ];
}
