import type { AuditFacts } from '../../facts/audit/audit-facts.ts';
import { findingsSection, nextSection } from '../closing.ts';
import { html, type Markup } from '../markup.ts';
import type { PageHead } from '../page.ts';
import { auditClosing } from './audit-closing.ts';
import { actionTable, advisorySection, categorySection, tableMarkup } from './audit-tables.ts';

export function auditHead({ headline, title }: AuditFacts): PageHead {
  const isPass = headline.word === 'pass';
  return {
    sign: isPass ? '✓' : '✗',
    word: isPass ? 'Pass' : 'Fail',
    tone: isPass ? 'good' : 'bad',
    title,
    sentence: headline.sentence,
  };
}

/** The sections of AUD-20 in their order, then what counts for nothing, and what it all rests on. */
export function auditBody(facts: AuditFacts): Markup {
  const { title, scope, summary, actions, footnotes, next } = facts;
  return html`<p class="line">${title}</p>
${[scope, facts.measured].map((one) => (one === null ? null : html`<p>${one}</p>`))}
<section id="summary"><h2>Executive Summary</h2><p>${summary.join(' ')}</p></section>
${scoreSection(facts)}
${severitySection(facts)}
<section id="found"><h2>Findings by Category</h2>
${facts.categories.map(categorySection)}</section>
<section id="actions"><h2>Recommended Actions</h2>
${actions.length === 0 ? html`<p class="faint">None.</p>` : actionTable(actions)}</section>
${sourcesSection(facts)}
${advisorySection(facts)}
${auditClosing(facts)}
${findingsSection(footnotes)}
${nextSection(next)}`;
}

function scoreSection({ categories, overall }: AuditFacts): Markup {
  const rows = categories.map(
    ({ name, score, notes }) =>
      html`<tr><th scope="row">${name}</th><td class="number">${score}</td><td>${notes}</td></tr>
`,
  );
  return html`<section id="scores"><h2>Compliance Score</h2>
${tableMarkup(
  ['Category', 'Score', 'Notes'],
  html`${rows}<tr class="primary"><th scope="row">Overall</th><td class="number"><strong>${overall.score}</strong></td><td>${overall.notes}</td></tr>`,
)}</section>`;
}

function severitySection({ counts }: AuditFacts): Markup {
  const rows = [
    ['Critical', counts.critical],
    ['High', counts.high],
    ['Medium', counts.medium],
    ['Low', counts.low],
  ] as const;
  return html`<section id="severities"><h2>Severity Summary</h2>
${tableMarkup(
  ['Severity', 'Count'],
  html`${rows.map(([name, count]) => html`<tr><th scope="row">${name}</th><td class="number">${count}</td></tr>`)}`,
)}</section>`;
}

/** Addresses are there to be copied: the page leads nowhere. */
function sourcesSection({ sources }: AuditFacts): Markup {
  return html`<section id="sources"><h2>Sources Consulted</h2>
${
  sources.length === 0
    ? html`<p class="faint">None: no rule has found anything.</p>`
    : html`<ul>${sources.map(({ name, url }) => html`<li>${name}: <code>${url}</code></li>`)}</ul>`
}</section>`;
}
