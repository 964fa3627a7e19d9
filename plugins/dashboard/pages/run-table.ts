import { display, pages, type records } from 'perf-harness/plugin';
import { runLink, scenarioName } from '../page-links.ts';

const LOOKS = {
  pass: ['✓', 'good'],
  fail: ['✗', 'bad'],
  inconclusive: ['?', 'doubt'],
} as const;

/** Renders runs as a table; null if there are none. */
export function runTable(
  title: string,
  runs: readonly records.LoadableRecord[],
  hasTrend: (scenario: string) => boolean,
): pages.Markup | null {
  if (runs.length === 0) return null;
  // Becomes a list of cards on narrow screens, like all lists; attributes keep its table roles.
  return pages.html`<section><h2>${title}</h2><div class="scroll"><table class="list shelf" role="table"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">run</th><th role="columnheader" scope="col">verdict</th><th role="columnheader" scope="col">scenario</th><th role="columnheader" scope="col">began (UTC)</th></tr></thead>
<tbody role="rowgroup">${runs.map((run) => runRow(run, hasTrend))}</tbody></table></div></section>
`;
}

function runRow(
  { id, scenario, startedAt, state, verdict }: records.LoadableRecord,
  hasTrend: (scenario: string) => boolean,
): pages.Markup {
  const [sign, tone] = LOOKS[verdict];
  return pages.html`<tr role="row"><th role="rowheader" scope="row"><a href="${runLink(id)}">${display.printable(id)}</a></th><td role="cell"><span class="said tone-${tone}"><span aria-hidden="true">${sign}</span> ${state === 'completed' ? verdict : state}</span></td><td role="cell" class="free">${scenarioName(scenario, hasTrend)}</td><td role="cell">${formatMinute(startedAt)}</td></tr>
`;
}

/** To the minute, in UTC. */
export function formatMinute(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)}`;
}
