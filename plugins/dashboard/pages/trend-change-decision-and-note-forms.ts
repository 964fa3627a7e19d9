import { display, history, pages } from 'perf-harness/plugin';
import { DECISIONS_PATH, NOTES_PATH } from '../write/write-submitted-decision-or-note.ts';

/** Decisions available for each status of a change, with the label of the button. */
const CHOICES: Readonly<
  Record<history.HistoryChange['status'], readonly (readonly [string, string])[]>
> = {
  open: [
    ['acknowledged', 'Acknowledge'],
    ['ignored', 'Ignore'],
  ],
  acknowledged: [
    ['ignored', 'Ignore'],
    ['reopened', 'Reopen'],
  ],
  ignored: [
    ['acknowledged', 'Acknowledge'],
    ['reopened', 'Reopen'],
  ],
  fixed: [],
  gain: [],
};

/** Renders the forms of a scenario: decisions about its changes, and notes on its trends. */
export function trendForms(
  report: history.HistoryReport,
  scenario: string,
  token: string,
): pages.Markup {
  const { changes } = history.historyFacts(report);
  // Changes attributed to the change of another metric are decided with it.
  const open = changes.filter(
    ({ change }) => change.same_as === undefined && CHOICES[change.status].length > 0,
  );
  const fields = pages.html`<input type="hidden" name="token" value="${token}"><input type="hidden" name="scenario" value="${scenario}">`;
  return pages.html`<section id="say"><h2>Decide and note</h2>
<p class="faint">It is kept beside the history, with the name that git has of you, and everybody who looks at it sees it.</p>
${open.map(
  ({
    change,
    metric,
    size,
    since,
  }) => pages.html`<form class="asked" method="post" action="${DECISIONS_PATH}">
${fields}<input type="hidden" name="change" value="${change.id}">
<h3>Change <code>${change.id}</code>: ${metric} ${size}</h3><p class="faint">${since}; ${change.status}</p>
<label>Reason <input name="reason" required="" maxlength="500"></label>
<p class="both">${CHOICES[change.status].map(([decision, word]) => pages.html`<button name="decision" value="${decision}">${word}</button> `)}</p></form>
`,
)}
<form class="asked" method="post" action="${NOTES_PATH}">${fields}
<h3>Note beside the trends</h3>
<label>Since a day or a commit <input name="when" required="" maxlength="40" placeholder="2026-01-31 or 1a2b3c4d"></label>
<label>Note <input name="text" required="" maxlength="300"></label>
<p><label class="tick"><input type="checkbox" name="all" value="1"> beside those of all scenarios</label></p>
<p class="both"><button>Add the note</button></p></form></section>
`;
}

/** Table of other changes and notes, since a plot shows them to a pointer only. */
export function annotationTable(trends: readonly history.Trend[]): pages.Markup | null {
  const rows = trends.flatMap(({ metric, points, annotations }) =>
    annotations.map(({ index, kind, text }) => ({ metric, kind, text, point: points[index] })),
  );
  if (rows.length === 0) return null;
  return pages.html`<section id="beside"><h2>Beside the trends</h2><div class="scroll"><table class="list"><thead><tr><th scope="col">since</th><th scope="col">commit</th><th scope="col">what</th><th scope="col">text</th><th scope="col">metric</th></tr></thead>
<tbody>${rows.map(({ metric, kind, text, point }) => pages.html`<tr><th scope="row">${point?.at.slice(0, 10) ?? ''}</th><td><code>${point?.commit?.slice(0, 8) ?? ''}</code></td><td>${kind}</td><td class="free">${display.printable(text)}</td><td>${metric}</td></tr>\n`)}</tbody></table></div></section>
`;
}
