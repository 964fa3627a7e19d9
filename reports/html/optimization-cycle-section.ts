import type { CycleDetailFact } from '../facts/optimization/optimization-cycle-facts.ts';
import type { MetricChangeFact } from '../facts/optimization/optimization-metric-facts.ts';
import { differenceSection } from './difference-section.ts';
import { html, type Markup } from './markup.ts';
import type { HtmlTone } from './tone.ts';

/** A cycle: what it was about, what became of it, its numbers, its functions, its changes. */
export function cycleSection(fact: CycleDetailFact): Markup {
  const { cycle, rows, metrics, difference, experiments, tests, of } = fact;
  return html`<section id="cycle-${cycle}"><h2>Cycle ${cycle}</h2>
<dl>${rows.map(
    ({
      name,
      texts,
    }) => html`<dt>${name}</dt><dd>${texts.map((text, at) => html`${at === 0 ? null : html`<br>`}${text}`)}</dd>
`,
  )}</dl>
${metrics.length === 0 ? null : metricTable(metrics)}
${timedTable(fact)}
${
  difference === null || of.explanation === null
    ? null
    : html`<h3>Function by function</h3><p class="line">${difference.sentence}</p>
${differenceSection(difference, of.explanation.difference)}`
}
${tests.map(
  ({
    id,
    test,
  }) => html`<details><summary>A test that shows what ${id} does otherwise</summary><pre><code>${test}</code></pre></details>
`,
)}${of.diff === null ? null : html`<details><summary>What changed in the code</summary><pre><code>${of.diff.text}</code></pre>${of.diff.is_cut ? html`<p class="faint">The rest is left out; the branch has all of it.</p>` : null}</details>`}
${experiments.length === 0 ? null : html`<details><summary>What was tried, in this order</summary><ol>${experiments.map((one) => html`<li>${one}</li>`)}</ol></details>`}</section>
`;
}

const WORDS: Readonly<Record<MetricChangeFact['direction'], { sign: string; tone: HtmlTone }>> = {
  better: { sign: '✓', tone: 'good' },
  worse: { sign: '✗', tone: 'bad' },
  unchanged: { sign: '=', tone: 'plain' },
  'not measured': { sign: '?', tone: 'doubt' },
};

const UNSURE = { sign: '~', tone: 'doubt' } as const;

/** Every metric of the baseline; one that got worse shows as such (X814-21). */
function metricTable(metrics: readonly MetricChangeFact[]): Markup {
  return html`<h3>Every metric</h3><div class="scroll"><table class="metrics"><thead><tr><th scope="col">metric</th><th scope="col" class="number">before</th><th scope="col" class="number">after</th><th scope="col" class="number">gain</th><th scope="col" class="number">interval</th><th scope="col"></th></tr></thead>
<tbody>${metrics.map(({ name, before, after, gain, interval, direction, isSure, word }) => {
    const { sign, tone } = isSure ? WORDS[direction] : UNSURE;
    return html`<tr><th scope="row"><code>${name}</code></th><td class="number">${before}</td><td class="number">${after}</td><td class="number">${gain}</td><td class="number faint">${interval}</td><td><span class="said tone-${tone}"><span aria-hidden="true">${sign}</span> ${word}</span></td></tr>
`;
  })}</tbody></table></div>`;
}

function timedTable({ timed }: CycleDetailFact): Markup | null {
  if (timed.length === 0) return null;
  return html`<div class="scroll"><table class="timed"><thead><tr><th scope="col">function</th><th scope="col" class="number">before</th><th scope="col" class="number">after</th><th scope="col" class="number">change</th></tr></thead>
<tbody>${timed.map(
    ({
      name,
      before,
      after,
      change,
    }) => html`<tr><th scope="row"><code>${name}</code></th><td class="number">${before}</td><td class="number">${after}</td><td class="number">${change}</td></tr>
`,
  )}</tbody></table></div>`;
}
