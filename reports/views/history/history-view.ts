import {
  HISTORY_SCHEMA,
  type HistoryReport,
} from '../../../harness/model/documents/history-document.ts';
import {
  type HistoryChangeFact,
  type HistoryFacts,
  historyFacts,
  isPressing,
} from '../../facts/history/history-facts.ts';
import type { ShownFacts } from '../../facts/history/shown-facts.ts';
import type {
  Block,
  CheckSuite,
  Fact,
  Headline,
  TableBlock,
  TableColumn,
  View,
} from '../../view.ts';
import { changeItem, changeTone } from './change-item.ts';
import { trendsBlock } from './trends-block.ts';

const LOOKS: Readonly<
  Record<HistoryFacts['headline']['word'], Pick<Headline, 'label' | 'sign' | 'tone'>>
> = {
  open: { sign: '✗', label: 'Slower', tone: 'bad' },
  steady: { sign: '✓', label: 'Steady', tone: 'good' },
  empty: { sign: '?', label: 'No runs', tone: 'doubt' },
};
const CHANGE_COLUMNS: readonly TableColumn[] = [
  { title: 'Change', isCode: true },
  { title: 'Scenario', isName: true },
  { title: 'Metric' },
  { title: 'Size' },
  { title: 'Since' },
  { title: 'Status' },
];
const RUN_COLUMNS: readonly TableColumn[] = [
  { title: 'Metric' },
  { title: 'Value', align: 'right' },
  { title: 'Interval' },
  { title: 'Trials', align: 'right' },
  { title: 'Against its level' },
];

/** Scenarios over time: changes of level and when they came, trends, the runs of what was asked for. */
export function historyView(document: HistoryReport): View {
  const facts = historyFacts(document);
  const { headline, changes, footnotes, next, shown } = facts;
  const { view, from, to } = document;
  const isDrawn = view === 'trend' || shown?.kind === 'change';
  const period = `${from === null ? 'until' : `${from.slice(0, 10)} to`} ${to.slice(0, 10)}`;
  return {
    key: 'history',
    title: 'history',
    headline: { ...LOOKS[headline.word], outcome: headline.word, sentence: headline.sentence },
    about: [period],
    blocks: [
      ...changeBlocks(changes, view, isDrawn),
      ...(shown === null ? [] : shownBlocks(shown)),
      trendsBlock(facts.trends, { isListed: view !== 'changes', isDrawn }),
    ],
    footnotes,
    next,
    suites: [suiteOf(facts, document)],
    annotations: changes
      .filter(({ change }) => isPressing(change))
      .map(({ scenario, metric, size, since }) => ({
        level: 'warning',
        title: `slower: ${scenario}`,
        message: `${metric} ${size} ${since}`,
        file: null,
      })),
    facts: factsOf(facts, document),
  };
}

function changeBlocks(
  changes: readonly HistoryChangeFact[],
  view: HistoryReport['view'],
  isDrawn: boolean,
): readonly Block[] {
  if (view !== 'digest') return [changeTable('Changes', changes, isDrawn)];
  const [slower, others] = [true, false].map((isOpen) =>
    changes.filter(({ change }) => isPressing(change) === isOpen),
  );
  return [
    changeTable('Slower, and open', slower ?? [], isDrawn),
    changeTable('Faster, fixed or decided', others ?? [], isDrawn),
  ];
}

/** @param isDrawn - A terminal lists the changes below their trends. */
function changeTable(
  title: string,
  changes: readonly HistoryChangeFact[],
  isDrawn: boolean,
): TableBlock {
  return {
    type: 'table',
    weight: 'always',
    title,
    noun: 'change',
    columns: CHANGE_COLUMNS,
    rows: changes.map(({ change, scenario, metric, size, since, status }) => [
      change.id,
      scenario,
      metric,
      { text: size, tone: changeTone(change) },
      since,
      status,
    ]),
    inTerminal: isDrawn
      ? []
      : [
          {
            type: 'list',
            title,
            noun: 'change',
            items: changes.map((fact) => ({
              ...changeItem(fact, `${fact.scenario}: ${fact.metric} `),
              details:
                fact.change.bisect === null || !isPressing(fact.change)
                  ? []
                  : [{ text: fact.change.bisect }],
            })),
          },
        ],
  };
}

/** Runs of what was asked for, each with what it measured. */
function shownBlocks({ runs, rest }: ShownFacts): readonly Block[] {
  return [
    ...runs.map(
      ({ id, scenario, at, code, conditions, verdict, metrics }): Block => ({
        type: 'table',
        title: `${scenario}: ${at} UTC, ${code}, ${verdict}`,
        noun: 'metric',
        columns: RUN_COLUMNS,
        rows: metrics.map(({ metric, value, range, trials, level }) => [
          metric,
          value,
          range,
          trials,
          level === '' ? '' : `${level} of its level`,
        ]),
        notes: [conditions, id],
      }),
    ),
    ...(rest === '' ? [] : [{ type: 'text', tone: 'faint', text: rest } as const]),
  ];
}

/** The trends as checks: one that is slower by its code, and open, has failed. */
function suiteOf({ trends }: HistoryFacts, { to }: HistoryReport): CheckSuite {
  return {
    name: 'history',
    startedAt: to,
    checks: trends.map(({ scenario, metric, machine, now, runs, changes }) => {
      const slower = changes.filter(({ change }) => isPressing(change));
      const message = slower.map(({ size, since }) => `${size} ${since}`).join('\n');
      const common = {
        name: machine === null ? metric : `${metric} on ${machine}`,
        group: scenario,
      };
      return slower.length === 0
        ? { ...common, result: 'passed', message: `${now} in ${runs}` }
        : { ...common, result: 'failure', type: 'slower', message, text: message };
    }),
  };
}

function factsOf({ changes }: HistoryFacts, document: HistoryReport): readonly Fact[] {
  const { view, from, to, trends, shown } = document;
  return [
    {
      keyword: 'history',
      values: { schema: HISTORY_SCHEMA, view, from, to, trends: trends.length },
    },
    ...trends.map(({ scenario, metric, unit, machine, points, levels, noise, uncommitted }) => ({
      keyword: 'trend',
      values: {
        scenario,
        metric,
        unit,
        machine: machine?.id ?? null,
        runs: points.length,
        level: levels.at(-1)?.value ?? null,
        noise,
        uncommitted,
      },
    })),
    ...(shown?.runs ?? []).flatMap(({ id, scenario, at, commit, dirty, metrics }) =>
      metrics.map(({ metric, unit, center, low, high, n, level }) => ({
        keyword: 'measured',
        values: { id, scenario, at, commit, dirty, metric, unit, center, low, high, n, level },
      })),
    ),
    ...changes.map(({ change, scenario, metric }) => ({
      keyword: 'change',
      values: {
        id: change.id,
        scenario,
        metric,
        direction: change.direction,
        ratio: change.ratio,
        low: change.ratio_low,
        high: change.ratio_high,
        good: change.since.good,
        bad: change.since.bad,
        commits: change.since.commits,
        cause: change.cause,
        status: change.status,
        bisect: change.bisect,
      },
    })),
  ];
}
