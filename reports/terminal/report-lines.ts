import { type Footnote, marks } from '../facts/footnotes.ts';
import type { Headline } from '../facts/run/headline.ts';
import type { RankingFact } from '../facts/run/ranking-facts.ts';
import type { ReportFacts } from '../facts/run/report-facts.ts';
import type { Outcome, RunFacts } from '../facts/run/run-facts.ts';
import { displayWidth } from '../text/display-width.ts';
import type { Cell } from '../text/lay-out-table.ts';
import type { Tone } from '../text/paint.ts';
import { plural } from '../text/plural.ts';
import { footnoteLines, nextLines } from './closing-lines.ts';
import type { Page } from './page.ts';
import { runLines } from './run-lines.ts';
import { telemetryLines } from './telemetry-lines.ts';

const BADGES: Readonly<Record<Headline['word'], { badge: string; tone: Tone }>> = {
  pass: { badge: '✓ PASS', tone: 'good' },
  fail: { badge: '✗ FAIL', tone: 'bad' },
  failed: { badge: '✗ FAILED', tone: 'bad' },
  inconclusive: { badge: '? INCONCLUSIVE', tone: 'doubt' },
  interrupted: { badge: '! INTERRUPTED', tone: 'doubt' },
  empty: { badge: '! NOTHING', tone: 'doubt' },
};

const OUTCOME_MARKS: Readonly<Record<Outcome, { mark: string; tone: Tone }>> = {
  pass: { mark: '✓', tone: 'good' },
  fail: { mark: '✗', tone: 'bad' },
  failed: { mark: '✗', tone: 'bad' },
  inconclusive: { mark: '?', tone: 'doubt' },
  interrupted: { mark: '!', tone: 'doubt' },
};

/** With more scenarios than these, only those that need a look are shown in full. */
const ALL_IN_FULL = 12;

/** A report of runs: the verdict, an overview, every scenario, notes, and what to do next. */
export function reportLines(facts: ReportFacts, page: Page): readonly string[] {
  const { badge, tone } = BADGES[facts.headline.word];
  const isMany = facts.runs.length > ALL_IN_FULL;
  const inFull = isMany ? facts.runs.filter((run) => needsLook(run, facts.footnotes)) : facts.runs;
  const left = facts.runs.length - inFull.length;
  const blocks = [
    page.paragraph(facts.headline.sentence, { first: `${badge}  `, firstTone: tone }),
    facts.runs.length > 1 ? overview(facts, page) : [],
    ...facts.rankings.map((ranking) => rankingLines(ranking, page)),
    telemetryLines(facts.telemetry, page),
    ...inFull.map((run) => runLines(run, facts.footnotes, page)),
    left === 0
      ? []
      : page.paragraph(
          `${plural(left, 'scenario')} without trouble in the overview only; see one in full with: perf-harness report <record>`,
          { tone: 'faint' },
        ),
    footnoteLines(facts.footnotes, page),
    nextLines(facts.next, page),
  ].filter((block) => block.length > 0);
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

function needsLook({ outcome, scenario }: RunFacts, footnotes: readonly Footnote[]): boolean {
  const isNoted = footnotes.some(
    (note) => note.level !== 'info' && note.scenarios.includes(scenario),
  );
  return outcome !== 'pass' || isNoted;
}

/** Fewer columns than these leave too little of a name. */
const NAME_COLUMNS = 24;

/** A line a scenario: its primary metric and how its budgets stand. */
function overview({ runs, footnotes }: ReportFacts, page: Page): readonly string[] {
  const metrics = new Set(runs.flatMap(({ lead }) => lead?.name ?? []));
  // A metric that all of them have needs no column of its own.
  const [shared = null] = metrics.size === 1 ? metrics : [];
  const head = [
    '',
    'scenario',
    shared === null ? 'metric' : '',
    shared ?? 'median',
    'interval',
    'budgets',
    '',
  ];
  const rows = runs.map(({ outcome, scenario, lead, budgets }) => {
    const { mark, tone } = OUTCOME_MARKS[outcome];
    const kept = budgets.filter((budget) => budget.outcome === 'kept').length;
    const noted = footnotes.filter(({ scenarios }) => scenarios.includes(scenario));
    return [
      { text: mark, tone },
      { text: scenario },
      { text: shared === null ? (lead?.name ?? '') : '' },
      { text: lead?.center ?? 'not measured', tone: 'strong' as const },
      { text: lead?.interval ?? '' },
      { text: budgets.length === 0 ? '' : `${kept} of ${budgets.length}` },
      { text: marks(noted), tone: 'doubt' as const },
    ];
  });
  const all = [head.map((text) => ({ text, tone: 'faint' as const })), ...rows];
  return page.table(
    [{}, { gives: true }, {}, { align: 'right' }, { align: 'right' }, { align: 'right' }, {}],
    roomForNames(all, page.width) ? all : all.map((row) => row.with(INTERVAL, { text: '' })),
  );
}

const NAME = 1;
const INTERVAL = 4;

/** Whether names keep their room beside the intervals, which are told below once more. */
function roomForNames(rows: readonly (readonly Cell[])[], width: number): boolean {
  const widest = (column: number): number =>
    Math.max(0, ...rows.map((row) => displayWidth(row[column]?.text ?? '')));
  const taken = (rows[0] ?? [])
    .map((_, column) => (column === NAME ? 0 : widest(column)))
    .reduce((sum, columns) => sum + (columns === 0 ? 0 : columns + 2), 2);
  return width - taken >= Math.min(NAME_COLUMNS, widest(NAME));
}

const LONGEST_BAR = 16;

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** A bar so many columns long, to the eighth of a column. */
function bar(columns: number): string {
  const eighths = Math.max(1, Math.round(columns * EIGHTHS.length));
  return '█'.repeat(Math.floor(eighths / EIGHTHS.length)) + EIGHTHS[eighths % EIGHTHS.length];
}

/** The alternatives of a group, best first, with bars, and what can be said of them. */
function rankingLines(ranking: RankingFact, page: Page): readonly string[] {
  const { group, metric, places, sentences } = ranking;
  const slowest = Math.max(...places.map(({ place }) => place.ratio));
  const rows = places.map(({ scenario, ratio, place }, index) => [
    { text: `${index + 1}`, tone: 'faint' as const },
    { text: scenario, tone: index === 0 ? ('strong' as const) : ('plain' as const) },
    { text: ratio },
    {
      text: bar((place.ratio / slowest) * LONGEST_BAR),
      tone: index === 0 ? ('good' as const) : ('faint' as const),
    },
  ]);
  const head = ['', 'alternative', `${metric}, times the first`, ''];
  const hasIntervals = places.slice(1).some(({ place }) => place.needed_pairs === null);
  return [
    ...page.paragraph(`group ${group}`, { tone: 'strong' }),
    ...page.table(
      [{ align: 'right' }, { gives: true }, { align: 'right' }, {}],
      [head.map((text) => ({ text, tone: 'faint' as const })), ...rows],
    ),
    ...sentences.flatMap((sentence) => page.paragraph(sentence, { first: '  ' })),
    ...(hasIntervals
      ? page.paragraph('ratios by round, 95 % for all of them together', {
          first: '  ',
          tone: 'faint',
        })
      : []),
  ];
}
