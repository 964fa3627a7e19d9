import type { AuditSeverity } from '../../../harness/model/documents/audit-document.ts';
import type { AuditCategoryFact, AuditFacts } from '../../facts/audit/audit-facts.ts';
import type { AuditAdvisoryFact, AuditFindingFact } from '../../facts/audit/audit-finding-fact.ts';
import { html, type Markup } from '../markup.ts';
import type { HtmlTone } from '../tone.ts';

const TONES: Readonly<Record<AuditSeverity, HtmlTone>> = {
  CRITICAL: 'bad',
  HIGH: 'bad',
  MEDIUM: 'doubt',
  LOW: 'plain',
};

/** A table in a box of its own, so that a wide one scrolls and the page does not. */
export function tableMarkup(titles: readonly string[], rows: Markup): Markup {
  return html`<div class="scroll"><table class="audit"><thead><tr>${titles.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

export function categorySection(
  { name, status, notes, findings }: AuditCategoryFact,
  index: number,
): Markup {
  const none = status === 'completed' ? 'No findings.' : `Not looked at: ${notes}.`;
  return html`<h3>${index + 1}. ${name}</h3>
${
  findings.length === 0
    ? html`<p class="faint">${none}</p>`
    : tableMarkup(
        ['Severity', 'Location', 'Issue', 'Recommendation', 'Effort'],
        html`${findings.map(foundRow)}`,
      )
}
`;
}

function foundRow(finding: AuditFindingFact): Markup {
  const { location, recommendation, effort } = finding;
  return html`<tr>${severityCell(finding)}<td><code>${location}</code></td><td>${issueMarkup(finding)}${evidenceList(finding)}</td><td>${recommendation}</td><td>${effort}</td></tr>
`;
}

/** Every finding again, the worst of all first. */
export function actionTable(actions: readonly AuditFindingFact[]): Markup {
  const rows = actions.map(
    (one) =>
      html`<tr>${severityCell(one)}<td>${one.category}</td><td><code>${one.location}</code></td><td>${issueMarkup(one)}</td><td>${one.recommendation}</td><td>${one.effort}</td></tr>
`,
  );
  return tableMarkup(
    ['Priority', 'Category', 'Location', 'Issue', 'Recommendation', 'Effort'],
    html`${rows}`,
  );
}

/** What counts for nothing, as grave as it was found (SH6-12). */
export function advisorySection({ advisory }: AuditFacts): Markup | null {
  if (advisory.length === 0) return null;
  return html`<section id="advisory"><h2>Advisory Findings</h2>
<p>They count for nothing in the scores.</p>
${tableMarkup(['Severity', 'Category', 'Location', 'Issue', 'Reason'], html`${advisory.map(advisoryRow)}`)}</section>`;
}

function advisoryRow(one: AuditAdvisoryFact): Markup {
  return html`<tr>${severityCell(one)}<td>${one.category}</td><td><code>${one.location}</code></td><td>${issueMarkup(one)} <span class="faint">(${one.rule})</span>${evidenceList(one)}</td><td>${one.reason}</td></tr>
`;
}

function severityCell({ severity }: AuditFindingFact): Markup {
  return html`<td class="tone-${TONES[severity]}">${severity}</td>`;
}

function issueMarkup({ issue, needsContext, measured }: AuditFindingFact): Markup {
  return html`${issue}${measured === null ? null : html`<p><strong>${measured}</strong></p>`}${needsContext === null ? null : html`<p class="faint">Needs context: ${needsContext}</p>`}`;
}

function evidenceList({ evidence }: AuditFindingFact): Markup | null {
  return evidence.length === 0
    ? null
    : html`<ul>${evidence.map(({ place, text }) => html`<li><code>${place}</code>: ${text}</li>`)}</ul>`;
}
