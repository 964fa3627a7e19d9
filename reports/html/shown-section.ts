import type { ShownFacts, ShownRunFact } from '../facts/history/shown-facts.ts';
import { html, type Markup } from './markup.ts';

/** Runs of what was asked for, a row for each metric. */
export function shownSection({ runs, rest }: ShownFacts): Markup {
  return html`<section id="runs"><h2>Runs</h2>
<div class="scroll"><table><thead><tr><th scope="col">scenario</th><th scope="col">metric</th><th scope="col">value</th><th scope="col">interval</th><th scope="col">against its level</th><th scope="col">code</th><th scope="col">began (UTC)</th><th scope="col">measured under</th><th scope="col">run</th></tr></thead>
<tbody>${runs.map(runRows)}</tbody></table></div>
${rest === '' ? null : html`<p class="faint">${rest}</p>`}</section>`;
}

function runRows(run: ShownRunFact): readonly Markup[] {
  const { id, scenario, code, at, conditions, metrics } = run;
  return metrics.map(
    ({ metric, value, range, level }) =>
      html`<tr><th scope="row">${scenario}</th><td>${metric}</td><td>${value}</td><td>${range}</td><td>${level}</td><td>${code}</td><td>${at}</td><td>${conditions}</td><td><code>${id}</code></td></tr>
`,
  );
}
