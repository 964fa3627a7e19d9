import type { TeamReport, TeamReportTask } from '../../harness/model/documents/team-report.ts';
import {
  gainText,
  type LaneFact,
  stateText,
  type TeamFacts,
  teamFacts,
} from '../facts/team/team-facts.ts';
import { cellCode, escapeMarkdown, inlineCode } from './escape.ts';
import { type MarkdownColumn, markdownTable } from './table.ts';

const BADGES: Readonly<Record<TeamReport['outcome'], string>> = {
  complete: '✅ All passed',
  partial: '⚠️ Passed in part',
  failed: '❌ Nothing passed',
  working: '⏳ Under way',
};

const LANE_COLUMNS: readonly MarkdownColumn[] = [
  { title: 'Lane' },
  { title: 'What' },
  { title: 'Came to' },
  { title: 'Measured' },
  { title: 'Verdicts' },
  { title: 'Fix rounds', align: 'right' },
];
const TASK_COLUMNS: readonly MarkdownColumn[] = [
  { title: 'Lane' },
  { title: 'Task' },
  { title: 'Role' },
  { title: 'State' },
  { title: 'After' },
  { title: 'Left, or why it failed' },
];

/** A team for a ticket, a page, or the folder of its session. */
export function teamMarkdown(report: TeamReport): string {
  const facts = teamFacts(report);
  const { together } = report;
  const blocks: readonly (readonly string[])[] = [
    [`### ${BADGES[facts.headline.word]}`],
    [escapeMarkdown(facts.headline.sentence)],
    [escapeMarkdown(facts.about)],
    markdownTable(LANE_COLUMNS, facts.lanes.map(laneRow)),
    ...listed('Failed or escalated', reasonsOf(facts)),
    ...listed('Changes', facts.changes),
    ...(together === null
      ? []
      : listed('Together', [
          together.sentence,
          ...together.gains.map((gain) => `${gain.metric} ${gainText(gain)}`),
          ...together.leftOut.map((text) => `left out: ${text}`),
        ])),
    ...listed('Deferred', report.deferred),
    ...(report.tasks.length === 0 ? [] : [['#### Tasks'], taskTable(facts)]),
    ...listed('Decisions', facts.decisions),
    ...listed('Notes', report.notes),
    ...report.discussions.flatMap(({ path, topic, points }) => [
      [`#### Discussion: ${escapeMarkdown(topic)}`],
      [...points.map((point) => `- ${escapeMarkdown(point)}`), `- all of it: ${inlineCode(path)}`],
    ]),
    ...(report.deliverables.length === 0
      ? []
      : [['#### Files'], report.deliverables.map((path) => `- ${inlineCode(path)}`)]),
  ];
  const filled = blocks.filter((block) => block.length > 0);
  return `${filled.map((block) => block.join('\n')).join('\n\n')}\n`;
}

function laneRow({ id, title, state, measured, verdicts, rounds }: LaneFact): readonly string[] {
  return [id, escapeMarkdown(title), state, escapeMarkdown(measured), verdicts, rounds];
}

function reasonsOf({ lanes }: TeamFacts): readonly string[] {
  return lanes.flatMap(({ id, reason }) => (reason === null ? [] : [`${id}: ${reason}`]));
}

function taskTable({ groups }: TeamFacts): readonly string[] {
  return markdownTable(
    TASK_COLUMNS,
    groups.flatMap(({ tasks }) => tasks.map(taskRow)),
  );
}

function taskRow(task: TeamReportTask): readonly string[] {
  const { id, role, lane, needs, artefact, reason } = task;
  const left = artefact === null ? '' : cellCode(artefact);
  const why = reason === null ? left : escapeMarkdown(reason);
  return [lane, id, role, stateText(task), needs.join(', '), why];
}

function listed(title: string, lines: readonly string[]): readonly (readonly string[])[] {
  if (lines.length === 0) return [];
  return [[`#### ${title}`], lines.map((line) => `- ${escapeMarkdown(line)}`)];
}
