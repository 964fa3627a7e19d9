import { join } from 'node:path';
import { type Block, display, type Host, pages, type View } from 'perf-harness/plugin';
import {
  formatGain,
  formatTaskState,
  listGainRows,
  renderGainsTable,
  renderTaskGraph,
  TASK_GRAPH_STYLE,
} from './render-team-gains-and-task-graph.ts';
import type { TeamReport, TeamReportDecision, TeamReportWorkstream } from './team-report-schema.ts';

const HEADLINES: Readonly<Record<TeamReport['outcome'], Pick<View['headline'], 'sign' | 'label'>>> =
  {
    complete: { sign: '✓', label: 'All passed' },
    partial: { sign: '!', label: 'Partly passed' },
    failed: { sign: '✗', label: 'Nothing passed' },
    working: { sign: '…', label: 'In progress' },
  };
const TONES: Readonly<Record<TeamReportWorkstream['state'], 'good' | 'bad' | 'doubt' | 'plain'>> = {
  passed: 'good',
  failed: 'bad',
  escalated: 'doubt',
  working: 'plain',
};

/** A team's session: the outcome of each workstream, its gains, the tasks and the decisions. */
export function teamView(document: TeamReport): View {
  const report = display.printableTexts(document);
  const { outcome, requirement } = report;
  return {
    key: 'team',
    title: requirement,
    headline: { ...HEADLINES[outcome], outcome, sentence: sentenceOf(report) },
    about: [aboutOf(report)],
    blocks: blocksOf(report),
    footnotes: [],
    next: null,
    suites: [],
    annotations: [],
    facts: [],
  };
}

function sentenceOf({ requirement, lanes, counts, outcome }: TeamReport): string {
  const of = (state: TeamReportWorkstream['state']): number =>
    lanes.filter((workstream) => workstream.state === state).length;
  const parts = [
    `${of('passed')} of ${display.plural(lanes.length, 'improvement')} passed`,
    ...(of('failed') > 0 ? [`${of('failed')} failed`] : []),
    ...(of('escalated') > 0 ? [`${of('escalated')} escalated`] : []),
    ...(outcome === 'working' ? [`${display.plural(counts.open, 'task')} remaining`] : []),
  ];
  return `${requirement}: ${lanes.length === 0 ? 'no work was started' : parts.join(', ')}`;
}

function aboutOf(report: TeamReport): string {
  const {
    team,
    session,
    asked_mode: askedMode,
    mode,
    counts,
    duration_ms: durationMs,
    began_at: beganAt,
    status,
  } = report;
  const how = askedMode === mode ? askedMode : `${askedMode}, ${mode ?? 'not determined yet'}`;
  const took = durationMs === 0 ? '' : `, ${display.formatDuration(durationMs)}`;
  const since = display.formatMoment(beganAt);
  const rounds =
    counts.fix_cycles === 0 ? '' : `, ${display.plural(counts.fix_cycles, 'fix round')}`;
  return `${team}, session ${session} (${how}, ${status}): ${display.plural(counts.tasks, 'task')}${rounds}, since ${since} UTC${took}`;
}

function blocksOf(report: TeamReport): readonly Block[] {
  const { lanes, together, deferred, decisions, notes, discussions, deliverables } = report;
  const changes = lanes.flatMap(({ id, changes: texts }) => texts.map((text) => `${id}: ${text}`));
  return [
    laneTable(report),
    listOf('Changes', 'change', changes),
    gainTable(report),
    { type: 'text', title: 'Together', text: together?.sentence ?? '' },
    { ...listOf('Excluded', 'workstream', together?.left_out ?? []), isPart: true },
    listOf('Deferred', 'improvement', deferred),
    questionList(report),
    ...taskBlocks(report),
    listOf('Decisions', 'decision', decisions.map(decisionText)),
    listOf('Notes', 'note', notes),
    {
      type: 'list',
      title: 'Discussions',
      noun: 'discussion',
      items: discussions.map(({ path, topic, points }) => ({
        text: topic,
        details: [
          ...points.map((text) => ({ text })),
          { label: 'in full', tone: 'faint' as const, text: path },
        ],
      })),
    },
    listOf('Files', 'file', deliverables),
  ];
}

function listOf(title: string, noun: string, texts: readonly string[]): Block<'list'> {
  return { type: 'list', title, noun, items: texts.map((text) => ({ text })) };
}

function questionList({ questions }: TeamReport): Block<'list'> {
  return {
    type: 'list',
    title: 'Waiting for you',
    noun: 'question',
    items: questions.map(({ id, question, see, choices }) => ({
      lead: id,
      text: question,
      details: [
        { label: 'answers', text: choices.join(', ') },
        ...(see === null ? [] : [{ label: 'see', text: see }]),
      ],
    })),
  };
}

function laneTable({ lanes }: TeamReport): Block<'table'> {
  return display.createTable({
    noun: 'workstream',
    rows: lanes,
    columns: [
      ['ID', ({ id }) => id],
      [
        'What',
        ({ title, state, reason }) => ({
          text: title,
          details: reason === null ? [] : [{ text: reason, tone: TONES[state] }],
        }),
      ],
      ['Outcome', ({ state }) => ({ text: state, tone: TONES[state] })],
      [
        'Measured',
        ({ improvement, state }) => improvement ?? (state === 'working' ? '' : 'no result'),
      ],
      ['Verdicts', ({ bench, review }) => display.joinTexts([bench ?? '', review ?? ''], ', ')],
      ['Fix rounds', ({ fix_cycles: rounds }) => (rounds === 0 ? '' : String(rounds)), 'right'],
    ],
  });
}

function gainTable(report: TeamReport): Block<'table'> {
  return display.createTable({
    title: 'Gains',
    noun: 'gain',
    rows: listGainRows(report),
    columns: [
      ['Name', ({ name }) => name],
      ['Metric', ({ metric }) => metric],
      ['Change', ({ gain }) => formatGain(gain), 'right'],
    ],
    onPage: { html: renderGainsTable(report), style: TASK_GRAPH_STYLE },
  });
}

function taskBlocks(report: TeamReport): readonly Block[] {
  const byLane = [...Map.groupBy(report.tasks, ({ lane }) => lane).values()].flat();
  return [
    { type: 'chart', html: renderTaskGraph(report), style: TASK_GRAPH_STYLE },
    display.createTable({
      isFolded: true,
      title: 'All tasks',
      noun: 'task',
      rows: byLane,
      columns: [
        ['Workstream', ({ lane }) => lane],
        ['Task', ({ id }) => id],
        ['Role', ({ role }) => role],
        ['State', formatTaskState],
        ['After', ({ needs }) => needs.join(', ')],
        ['Artefact or failure', ({ reason, artefact }) => reason ?? artefact ?? ''],
      ],
    }),
  ];
}

/** `DECISION-1: go, by a person` */
function decisionText({ id, choice, by, text }: TeamReportDecision): string {
  const whose = by === 'person' ? 'by a person' : by === 'yes' ? 'by --yes' : `by the ${by}`;
  return `${id}: ${choice}, ${whose}${text === null ? '' : ` (${text})`}`;
}

/** Pages of a session, relative to its folder. */
export const REPORT_PAGES = ['report.html', 'report.md'] as const;

export function writeReportPages(
  { files }: Pick<Host, 'files'>,
  report: TeamReport,
  folders: readonly string[],
): readonly string[] {
  const view = teamView(report);
  const texts = { 'report.html': pages.renderPage(view), 'report.md': pages.renderMarkdown(view) };
  return folders.flatMap((folder) =>
    REPORT_PAGES.map((name) => {
      const path = join(folder, name);
      files.writeAtomic(path, texts[name]);
      return path;
    }),
  );
}
