import type { TeamReport, TeamReportTask } from '../../../harness/model/documents/team-report.ts';
import {
  type LaneFact,
  stateText,
  type TeamFacts,
  teamFacts,
} from '../../facts/team/team-facts.ts';
import { html, type Markup } from '../markup.ts';
import { htmlPage, type PageHead } from '../page.ts';
import type { HtmlTone } from '../tone.ts';
import { teamGains } from './team-gains.ts';
import { TEAM_STYLE, teamGraph } from './team-graph.ts';

const HEADS: Readonly<Record<TeamReport['outcome'], Pick<PageHead, 'sign' | 'word' | 'tone'>>> = {
  complete: { sign: '✓', word: 'All passed', tone: 'good' },
  partial: { sign: '!', word: 'Passed in part', tone: 'doubt' },
  failed: { sign: '✗', word: 'Nothing passed', tone: 'bad' },
  working: { sign: '●', word: 'Under way', tone: 'plain' },
};
const TONES: Readonly<Record<LaneFact['state'], HtmlTone>> = {
  passed: 'good',
  failed: 'bad',
  escalated: 'doubt',
  working: 'plain',
};

/** A team's session as one page: what came of each lane, its gains, the graph of tasks, and what was decided. */
export function teamPage(report: TeamReport): string {
  const facts = teamFacts(report);
  const look = HEADS[facts.headline.word];
  const title = `${look.word}: ${report.requirement}`;
  const head = { ...look, title, sentence: facts.headline.sentence };
  return htmlPage(head, teamBody(report, facts), { style: TEAM_STYLE });
}

function teamBody(report: TeamReport, facts: TeamFacts): Markup {
  const { together, discussions, deliverables } = report;
  return html`<p class="faint">${facts.about}</p>
${laneTable(facts)}${titled('changes', 'Changes', list(facts.changes))}${teamGains(report)}
${together === null ? null : html`<section id="together"><h2>Together</h2><p>${together.sentence}</p>${list(together.leftOut.map((text) => `left out: ${text}`))}</section>`}
${titled('deferred', 'Deferred', list(report.deferred))}
${report.tasks.length === 0 ? null : html`<section id="tasks"><h2>Tasks</h2>${teamGraph(report)}${taskDetails(facts)}</section>`}
${titled('decisions', 'Decisions', list(facts.decisions))}
${titled('notes', 'Notes', list(report.notes))}
${discussions.length === 0 ? null : html`<section id="discussions"><h2>Discussions</h2>${discussions.map(({ path, topic, points }) => html`<h3>${topic}</h3>${list(points)}<p class="faint"><code>${path}</code></p>`)}</section>`}
${deliverables.length === 0 ? null : html`<section id="files"><h2>Files</h2><ul>${deliverables.map((path) => html`<li><code>${path}</code></li>`)}</ul></section>`}`;
}

function laneTable({ lanes }: TeamFacts): Markup | null {
  if (lanes.length === 0) return null;
  return html`<div class="scroll"><table><thead><tr><th scope="col">lane</th><th scope="col">what</th><th scope="col">came to</th><th scope="col">measured</th><th scope="col">verdicts</th><th scope="col" class="number">fix rounds</th></tr></thead><tbody>
${lanes.map(
  ({
    id,
    title,
    state,
    measured,
    verdicts,
    rounds,
    reason,
  }) => html`<tr><th scope="row" class="said">${id}</th><td>${title}${reason === null ? null : html`<br><span class="tone-${TONES[state]}">${reason}</span>`}</td><td class="tone-${TONES[state]}">${state}</td><td>${measured}</td><td>${verdicts}</td><td class="number">${rounds}</td></tr>
`,
)}</tbody></table></div>
`;
}

/** For those who read texts rather than pictures. */
function taskDetails({ groups }: TeamFacts): Markup {
  const tasks = groups.flatMap((group) => group.tasks);
  return html`<details><summary>The same as a table</summary><div class="scroll"><table><thead><tr><th scope="col">task</th><th scope="col">role</th><th scope="col">state</th><th scope="col">after</th><th scope="col">left, or why it failed</th></tr></thead><tbody>${tasks.map(taskRow)}</tbody></table></div></details>
`;
}

function taskRow(task: TeamReportTask): Markup {
  const { id, role, needs, artefact, reason } = task;
  return html`<tr><th scope="row">${id}</th><td>${role}</td><td>${stateText(task)}</td><td>${needs.join(', ')}</td><td>${reason ?? artefact}</td></tr>
`;
}

function titled(id: string, title: string, content: Markup | null): Markup | null {
  if (content === null) return null;
  return html`<section id="${id}"><h2>${title}</h2>${content}</section>`;
}

function list(lines: readonly string[]): Markup | null {
  if (lines.length === 0) return null;
  return html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
}
