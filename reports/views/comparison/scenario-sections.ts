import { onlyOnPage } from '../../blocks.ts';
import type { ComparisonFacts, ScenarioFact } from '../../facts/comparison/comparison-facts.ts';
import { isSuite } from '../../facts/suite.ts';
import { forestPlot } from '../../html/forest-plot.ts';
import { html, type Markup } from '../../html/markup.ts';
import { blockMarkup } from '../../html/view-page.ts';
import { formatShare } from '../../scale.ts';
import { plural } from '../../text/plural.ts';
import type { Block } from '../../view.ts';
import { pairPictures } from './pair-pictures.ts';
import { scenarioBlocks } from './scenario-blocks.ts';

/** With more scenarios than these, the unchanged ones have no pictures. */
const ALL_PICTURED = 40;

/** Finds the section of a page that tells a scenario in full. */
export function sectionOf(
  scenarios: readonly ScenarioFact[],
  prefix = 'scenario',
): (scenario: string) => string | null {
  const ids = new Map(scenarios.map(({ scenario }, index) => [scenario, `${prefix}-${index + 1}`]));
  return (scenario) => ids.get(scenario) ?? null;
}

/**
 * The ratios of all scenarios in one picture, and a section each, on a page. One that holds two
 * comparisons says of the second what it is since, which sets their links apart too.
 */
export function scenarioSections(
  { scenarios, comparisons, pairsOf }: ComparisonFacts,
  confidence: number,
  since = '',
): { readonly overview: Block; readonly sections: Block } {
  const prefix = since === '' ? 'scenario' : since;
  const placeOf = sectionOf(scenarios, prefix);
  const idOf = ({ scenario }: ScenarioFact): string => placeOf(scenario) ?? '';
  const isMany = isSuite(comparisons);
  const isFolded = (fact: ScenarioFact): boolean => isMany && isQuiet(fact);
  const loud = scenarios.filter((fact) => !isFolded(fact));
  const quiet = scenarios.filter(isFolded);
  const section = (fact: ScenarioFact, isPictured: boolean): readonly Block[] =>
    scenarioBlocks(fact, {
      id: idOf(fact),
      pictures: isPictured ? pairPictures(fact, pairsOf) : [],
    });
  const chart = (content: Markup): Block => ({ type: 'chart', html: content });
  return {
    overview: onlyOnPage(() =>
      loud.length === 0
        ? []
        : [
            chart(html`<section id="${prefix}-changes"><h2>Changes${since === '' ? null : ` since the ${since}`} against the margin</h2>
<p class="faint">A square is the ratio of head to base, the line through it its interval (${formatShare(confidence)}), the grey band the margin, the dashed line no change. A filled square is a gated metric.</p>
${forestPlot(loud, idOf)}</section>
`),
          ],
    ),
    sections: onlyOnPage(() => [
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

function isQuiet({ gated }: ScenarioFact): boolean {
  return gated.every(({ verdict }) => verdict === 'unchanged' || verdict === 'same inputs');
}
