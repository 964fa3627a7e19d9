import type { ShownFacts, ShownRunFact } from '../facts/history/shown-facts.ts';
import { html, type Markup } from './markup.ts';

/** Runs of what was asked for, each with what it measured. */
export function shownSection({ runs, rest }: ShownFacts): Markup {
  return html`<section id="runs"><h2>Runs</h2>
${runs.map(runPart)}${rest === '' ? null : html`<p class="faint">${rest}</p>`}</section>`;
}

function runPart({ id, scenario, code, at, verdict, conditions, metrics }: ShownRunFact): Markup {
  return html`<h3>${scenario}: ${code}</h3>
<p class="faint">${at} UTC · ${verdict} · ${conditions}<br><code>${id}</code></p>
<div class="scroll"><table><thead><tr><th scope="col">metric</th><th scope="col">value</th><th scope="col">interval</th><th scope="col">trials</th><th scope="col">against its level</th></tr></thead>
<tbody>${metrics.map(
    ({ metric, value, range, trials, level }) =>
      html`<tr><th scope="row">${metric}</th><td>${value}</td><td>${range}</td><td>${trials}</td><td>${level}</td></tr>
`,
  )}</tbody></table></div>
`;
}
