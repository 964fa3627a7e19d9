import type { KnownRecord } from '../../../harness/history/record-entry.ts';
import { html, type Markup } from '../../../reports/html/markup.ts';
import { printable } from '../../../reports/text/printable.ts';
import { runLink, scenarioLink } from '../links.ts';

const LOOKS = {
  pass: ['✓', 'good'],
  fail: ['✗', 'bad'],
  inconclusive: ['?', 'doubt'],
} as const;

/** Runs as a list; nothing for none. */
export function runTable(
  title: string,
  runs: readonly KnownRecord[],
  hasTrend: (scenario: string) => boolean = () => true,
): Markup | null {
  if (runs.length === 0) return null;
  return html`<section><h2>${title}</h2><div class="scroll"><table class="list"><thead><tr><th scope="col">run</th><th scope="col">scenario</th><th scope="col">began (UTC)</th><th scope="col">verdict</th></tr></thead>
<tbody>${runs.map((run) => runRow(run, hasTrend))}</tbody></table></div></section>
`;
}

function runRow(
  { id, scenario, startedAt, state, verdict }: KnownRecord,
  hasTrend: (scenario: string) => boolean,
): Markup {
  const name = printable(scenario);
  const [sign, tone] = LOOKS[verdict];
  return html`<tr><th scope="row"><a href="${runLink(id)}">${printable(id)}</a></th><td>${hasTrend(scenario) ? html`<a href="${scenarioLink(scenario)}">${name}</a>` : name}</td><td>${moment(startedAt)}</td><td><span class="said tone-${tone}"><span aria-hidden="true">${sign}</span> ${state === 'completed' ? verdict : state}</span></td></tr>
`;
}

/** To the minute, in UTC. */
export function moment(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)}`;
}
