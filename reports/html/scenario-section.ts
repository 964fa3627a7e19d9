import type { ComparisonFact } from '../facts/comparison/comparison-fact.ts';
import type { ScenarioFact } from '../facts/comparison/comparison-facts.ts';
import type { ExplanationFacts } from '../facts/comparison/explanation-facts.ts';
import type { PairFact, PairLookup } from '../facts/comparison/pair-facts.ts';
import { formatChange, formatQuantity, formatShare } from '../scale.ts';
import { plural } from '../text/plural.ts';
import { commandBlock } from './closing.ts';
import { differenceSection } from './difference-section.ts';
import { histograms, type ModeMark } from './histogram.ts';
import { html, type Markup } from './markup.ts';
import { pairPlot } from './pair-plot.ts';
import { VERDICTS } from './tone.ts';

export interface ScenarioSectionOptions {
  readonly id: string;
  readonly pairsOf: PairLookup;
  /** false: only the table of its metrics. */
  readonly isPictured: boolean;
}

/** One scenario of a comparison: each gated metric with its pictures, then all in a table. */
export function scenarioSection(
  fact: ScenarioFact,
  { id, pairsOf, isPictured }: ScenarioSectionOptions,
): Markup {
  const { scenario, gated, others, explanation, floor, reproduce } = fact;
  const metric = (one: ComparisonFact): Markup =>
    metricPart(one, pairsOf(one.comparison.scenario, one.metric));
  return html`<section id="${id}"><h2>${scenario}</h2>
${isPictured && gated.map(metric)}
${explanation === null ? null : explanationPart(explanation)}<h3>All metrics</h3>
${metricTable([...gated, ...others])}
${floor === '' ? null : html`<p class="faint">${floor}</p>`}
${reproduce === null ? null : html`<p class="faint">To measure it again:</p>${commandBlock(reproduce)}`}</section>
`;
}

/** What in the code is behind the changes. */
function explanationPart(facts: ExplanationFacts): Markup {
  const { sentence, counters, explanation } = facts;
  return html`<h3>What changed in the code</h3>
<p class="line">${sentence}</p>
${counters === '' ? null : html`<p>Besides: ${counters}.</p>`}${differenceSection(facts, explanation.difference)}
`;
}

function metricPart(fact: ComparisonFact, pairs: readonly PairFact[]): Markup {
  const { metric, verdict, line, explanation, modes, unit } = fact;
  const { sign, tone } = VERDICTS[verdict];
  const series = (['base', 'head'] as const).map((side) => {
    const values = pairs.map((pair) => pair[side]);
    return { name: side, side, values, text: `${side}: ${plural(values.length, 'unit')}` };
  });
  const plot = pairPlot(fact, pairs);
  const spread = histograms(series, unit, modeMarks(fact));
  return html`<h3>${metric}</h3>
<p class="line tone-${tone}"><span aria-hidden="true">${sign}</span> ${line}</p>
${explanation === '' ? null : html`<p>${explanation}</p>`}${modes === '' ? null : html`<p>${modes}</p>`}
${plot === null && spread === null ? null : html`<div class="pictures">${plot}${spread}</div>`}
${pairs.length === 0 ? null : pairTable(fact, pairs)}
`;
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

/** The pairs behind the pictures, in numbers. */
function pairTable({ metric, unit }: ComparisonFact, pairs: readonly PairFact[]): Markup {
  const rows = pairs.map(({ number, stage, baseSlot, base, head, logRatio }) => {
    const change = logRatio === null ? 'n/a' : formatChange(Math.exp(logRatio));
    return html`<tr><th scope="row">${number}</th><td>${stage}</td><td>${baseSlot === 0 ? 'base' : 'head'}</td><td class="number">${formatQuantity(base, unit)}</td><td class="number">${formatQuantity(head, unit)}</td><td class="number">${change}</td></tr>
`;
  });
  return html`<details><summary>${plural(pairs.length, 'pair')} of ${metric} as a table</summary><div class="scroll"><table><thead><tr><th scope="col">pair</th><th scope="col">stage</th><th scope="col">first</th><th scope="col" class="number">base</th><th scope="col" class="number">head</th><th scope="col" class="number">change</th></tr></thead><tbody>${rows}</tbody></table></div></details>`;
}

function metricTable(comparisons: readonly ComparisonFact[]): Markup {
  const titles = ['base', 'head', 'change', 'interval', 'pairs', 'margin', 'sees', 'p'];
  return html`<div class="scroll"><table><thead><tr><th scope="col">metric</th>${titles.map((title) => html`<th scope="col" class="number">${title}</th>`)}<th scope="col">verdict</th></tr></thead>
<tbody>${comparisons.map(metricRow)}</tbody></table></div>`;
}

function metricRow(fact: ComparisonFact): Markup {
  const { metric, base, head, change, interval, pairs, margin, floor, verdict, comparison } = fact;
  const counted = pairs.replace(/ pairs?$/, '');
  const texts = [base, head, change, interval, counted, margin, floor, probability(comparison)];
  const { sign, tone } = VERDICTS[verdict];
  return html`<tr class="${comparison.gated ? 'gated' : 'beside'}"><th scope="row">${metric}</th>${texts.map((text) => html`<td class="number">${text}</td>`)}<td><span class="said tone-${tone}"><span aria-hidden="true">${sign}</span> ${verdict}</span></td></tr>
`;
}

function probability({ p_value: p }: ComparisonFact['comparison']): string {
  if (p === null) return '';
  return p < 0.0001 ? '< 0.0001' : `${Number(p.toPrecision(2))}`;
}
