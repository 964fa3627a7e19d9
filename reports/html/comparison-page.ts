import type { ComparisonReport } from '../../harness/model/documents/document.ts';
import type { ComparisonFacts, ScenarioFact } from '../facts/comparison/comparison-facts.ts';
import { sideRuns } from '../facts/comparison/pair-facts.ts';
import { formatShare } from '../scale.ts';
import { plural } from '../text/plural.ts';
import {
  distinctEnvironments,
  environmentBlock,
  type NamedEnvironment,
} from '../views/environment-block.ts';
import { findingsSection, nextSection } from './closing.ts';
import { forestPlot } from './forest-plot.ts';
import { html, type Markup } from './markup.ts';
import type { PageHead } from './page.ts';
import { scenarioSection } from './scenario-section.ts';
import { suiteSection } from './suite/suite-section.ts';
import { blockMarkup } from './view-page.ts';

/** What a comparison's verdict looks like at the head of a page. */
const HEADS: Readonly<
  Record<ComparisonReport['verdict'], Pick<PageHead, 'sign' | 'word' | 'tone'>>
> = {
  pass: { sign: '✓', word: 'Pass', tone: 'good' },
  fail: { sign: '✗', word: 'Regressed', tone: 'bad' },
  inconclusive: { sign: '?', word: 'Inconclusive', tone: 'doubt' },
  incomparable: { sign: '!', word: 'Incomparable', tone: 'doubt' },
};

export function comparisonHead({ headline, base, head }: ComparisonFacts): PageHead {
  const look = HEADS[headline.word];
  return { ...look, title: `${look.word}: ${base} against ${head}`, sentence: headline.sentence };
}

/** With more scenarios than these, the unchanged ones have no pictures. */
const ALL_PICTURED = 40;

/** A comparison: forest plot, each scenario, findings, how it was decided, where, what next. */
export function comparisonBody(facts: ComparisonFacts, document: ComparisonReport): Markup {
  const { base, head, suite, scenarios } = facts;
  return html`<dl><dt>base</dt><dd>${base}</dd><dt>head</dt><dd>${head}</dd></dl>
${suite === null ? null : suiteSection(suite, sectionOf(scenarios))}${comparisonSections(facts, document)}
${findingsSection(facts.footnotes)}
${decidedSection(facts, document)}
${environmentSection(document)}
${nextSection(facts.next)}`;
}

/**
 * The pictures and tables of a comparison. A page that holds two of them says what the second is
 * about, which sets its links apart too.
 */
export function comparisonSections(
  facts: ComparisonFacts,
  { confidence }: ComparisonReport,
  since = '',
): Markup | null {
  const { scenarios, suite, pairsOf } = facts;
  if (scenarios.length === 0) return null;
  const prefix = since === '' ? 'scenario' : since;
  const ids = new Map(scenarios.map((one, index) => [one, sectionId(index, prefix)] as const));
  const idOf = (one: ScenarioFact): string => ids.get(one) ?? '';
  const quiet = suite === null ? [] : scenarios.filter(isQuiet);
  const loud = suite === null ? scenarios : scenarios.filter((one) => !isQuiet(one));
  const isPictured = scenarios.length <= ALL_PICTURED;
  return html`<section id="${prefix}-changes"><h2>Changes${since === '' ? null : ` since the ${since}`} against the margin</h2>
<p class="faint">A square is the ratio of head to base, the line through it its interval (${formatShare(confidence)}), the grey band the margin, the dashed line no change. A filled square is a gated metric.</p>
${loud.length === 0 ? null : forestPlot(loud, idOf)}</section>
${loud.map((one) => scenarioSection(one, { id: idOf(one), pairsOf, isPictured: true }))}
${
  quiet.length === 0
    ? null
    : html`<details><summary>${plural(quiet.length, 'scenario')} with every gated metric unchanged</summary>
${forestPlot(quiet, idOf)}
${quiet.map((one) => scenarioSection(one, { id: idOf(one), pairsOf, isPictured }))}</details>`
}`;
}

/** Finds the section that tells a scenario in full. */
export function sectionOf(scenarios: readonly ScenarioFact[]): (scenario: string) => string | null {
  const ids = new Map(
    scenarios.map(({ scenario }, index) => [scenario, sectionId(index)] as const),
  );
  return (scenario) => ids.get(scenario) ?? null;
}

function sectionId(index: number, prefix = 'scenario'): string {
  return `${prefix}-${index + 1}`;
}

function isQuiet({ gated }: ScenarioFact): boolean {
  return gated.every(({ verdict }) => verdict === 'unchanged' || verdict === 'same inputs');
}

/** Rules and seed, and the records that everything rests on. */
export function decidedSection(
  { decided, records }: ComparisonFacts,
  document: ComparisonReport,
): Markup {
  const { rules, plan, seed, confidence } = document;
  const rows: readonly (readonly [string, string])[] = [
    ['confidence', formatShare(confidence)],
    ...(plan === null ? [] : [['plan', plan] as const]),
    ...(seed === null ? [] : [['seed', `${seed}`] as const]),
    ...(rules === null
      ? []
      : ([
          [
            'screen',
            `at ${rules.screen_looks.join(', ')} pairs; candidate at a one-sided ${rules.screen_alpha}`,
          ],
          [
            'confirm',
            `at ${rules.confirm_looks.join(', ')} fresh pairs; ${rules.confirm_alpha} over all candidates and looks`,
          ],
          [
            'counted',
            `at ${rules.counted_looks.join(', ')} pairs; ${rules.counted_alpha} over all of them`,
          ],
        ] as const)),
  ];
  return html`<section id="decided"><h2>How it was decided</h2>
${decided.length === 0 ? html`<p>The sides are stored: nothing was measured for this, and nothing is confirmed.</p>` : html`<p>${decided.join(' ')}</p>`}
<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
${records.length === 0 ? null : html`<details><summary>${plural(records.length, 'record')}</summary><ul>${records.map((id) => html`<li><code>${id}</code></li>`)}</ul></details>`}</section>
`;
}

/** Machine, runtime and code of both sides. */
export function environmentSection({ runs }: ComparisonReport): Markup | null {
  return blockMarkup(environmentBlock(environmentsOf(runs)));
}

function environmentsOf(runs: ComparisonReport['runs']): readonly NamedEnvironment[] {
  const [first] = sideRuns(runs).values();
  if (first === undefined) return distinctEnvironments(runs);
  return [
    { name: 'base', origin: first.base },
    { name: 'head', origin: first.head },
  ];
}
