import type { AuditSeverity } from '../../harness/model/documents/audit-document.ts';
import type {
  AuditCategoryFact,
  AuditFacts,
  AuditFindingFact,
} from '../facts/audit/audit-facts.ts';
import { findingsSection, nextSection } from './closing.ts';
import { html, type Markup } from './markup.ts';
import type { PageHead } from './page.ts';

const TONES: Readonly<Record<AuditSeverity, PageHead['tone']>> = {
  CRITICAL: 'bad',
  HIGH: 'bad',
  MEDIUM: 'doubt',
  LOW: 'plain',
};

export function auditHead({ headline, title }: AuditFacts): PageHead {
  const isPass = headline.word === 'pass';
  return {
    ...{ sign: isPass ? '✓' : '✗', word: isPass ? 'Pass' : 'Fail', tone: isPass ? 'good' : 'bad' },
    ...{ title, sentence: headline.sentence },
  };
}

/** Scores, then what was found by category, then what it rests on. */
export function auditBody(facts: AuditFacts): Markup {
  const { summary, categories, overall, sources, footnotes, next } = facts;
  return html`<section id="scores"><h2>Scores</h2><p>${summary.join(' ')}</p>
<div class="scroll"><table><thead><tr><th scope="col">category</th><th scope="col">score</th><th scope="col">notes</th></tr></thead>
<tbody>${categories.map(scoreRow)}<tr><th scope="row">Overall</th><td>${overall.score}</td><td>${overall.notes}</td></tr></tbody></table></div></section>
${categories.map(categorySection)}
${asideSection(facts)}
${
  sources.length === 0
    ? null
    : html`<section id="sources"><h2>Sources</h2><ul>${sources.map(({ name, url }) => html`<li>${name}: <code>${url}</code></li>`)}</ul></section>`
}
${findingsSection(footnotes)}
${nextSection(next)}`;
}

function asideSection({ aside }: AuditFacts): Markup | null {
  const all = [...aside.advisory, ...aside.suppressed];
  if (all.length === 0) return null;
  return html`<section id="not-counted"><h2>Not counted</h2><ul>${all.map(
    ({ severity, rule, location, issue, reason }) =>
      html`<li>${severity} ${rule}, <code>${location}</code>: ${issue}. ${reason}</li>`,
  )}</ul></section>`;
}

function scoreRow({ name, score, notes }: AuditCategoryFact): Markup {
  return html`<tr><th scope="row">${name}</th><td>${score}</td><td>${notes}</td></tr>
`;
}

function categorySection({ name, findings }: AuditCategoryFact): Markup {
  if (findings.length === 0)
    return html`<section><h2>${name}</h2><p class="faint">No findings.</p></section>`;
  return html`<section><h2>${name}</h2>
<div class="scroll"><table><thead><tr><th scope="col">severity</th><th scope="col">location</th><th scope="col">issue</th><th scope="col">recommendation</th><th scope="col">effort</th></tr></thead>
<tbody>${findings.map(findingRow)}</tbody></table></div></section>`;
}

function findingRow(finding: AuditFindingFact): Markup {
  const { severity, location, issue, recommendation, effort, evidence, needsContext } = finding;
  return html`<tr><td class="tone-${TONES[severity]}">${severity}</td><td><code>${location}</code></td><td>${issue}${
    needsContext === null ? null : html`<p class="faint">Needs context: ${needsContext}</p>`
  }${
    evidence.length === 0
      ? null
      : html`<ul>${evidence.map(({ place, text }) => html`<li><code>${place}</code>: ${text}</li>`)}</ul>`
  }</td><td>${recommendation}</td><td>${effort}</td></tr>
`;
}
