import type { AuditFacts } from '../../facts/audit/audit-facts.ts';
import { html, type Markup } from '../markup.ts';
import { tableMarkup } from './audit-tables.ts';

/** What the scores rest on: what was not counted, which checks ran, and which files were not understood. */
export function auditClosing(facts: AuditFacts): Markup {
  const { categories, selfCheck, skipped } = facts;
  const counts = categories.map(({ name, findings, advisory, dismissed }) => {
    const unsure = findings.filter(({ needsContext }) => needsContext !== null).length;
    return html`<tr><th scope="row">${name}</th><td class="number">${unsure}</td><td class="number">${advisory.length}</td><td class="number">${dismissed}</td></tr>
`;
  });
  const checks = categories.flatMap((category) =>
    category.checks.map(
      ({ id, status, details }) =>
        html`<tr><td>${category.name}</td><td><code>${id}</code></td><td>${status}</td><td>${details}</td></tr>
`,
    ),
  );
  const items = selfCheck.map(
    ({ item, done, evidence }) =>
      html`<tr><th scope="row">${item}</th><td class="tone-${done ? 'good' : 'bad'}">${done ? '✓ yes' : '✗ no'}</td><td>${evidence}</td></tr>
`,
  );
  return html`<section id="not-counted"><h2>Not Counted</h2>
${tableMarkup(['Category', 'Needs context', 'Advisory', 'Dismissed'], html`${counts}`)}
<p class="faint">What needs context counts as low. What was dismissed looked like a finding and is none; the JSON report has the reasons.</p></section>
<section id="self-check"><h2>Self-Check</h2>
${tableMarkup(['Item', 'Done', 'Evidence'], html`${items}`)}
${checks.length === 0 ? null : html`<details><summary>Checks: ${checks.length}</summary>${tableMarkup(['Category', 'Check', 'Status', 'Details'], html`${checks}`)}</details>`}
${
  skipped.length === 0
    ? null
    : html`<details><summary>Files not understood: ${skipped.length}</summary><ul>${skipped.map(({ file, reason }) => html`<li><code>${file}</code>: ${reason}</li>`)}</ul></details>`
}</section>`;
}
