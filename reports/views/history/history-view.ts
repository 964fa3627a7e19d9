import {
  HISTORY_SCHEMA,
  type HistoryReport,
} from '../../../harness/model/documents/history-document.ts';
import {
  type HistoryFacts,
  historyFacts,
  needsAttention,
} from '../../display-facts/history/history-display-data.ts';
import type { CheckSuite, Fact, Headline, View } from '../../format-independent-report-view.ts';
import { createFact } from '../../report-block-builders.ts';
import { changeBlocks, requestedRunBlocks, trendsBlock } from './history-blocks.ts';

const LOOKS: Readonly<Record<HistoryFacts['headline']['word'], Pick<Headline, 'label' | 'sign'>>> =
  {
    open: { sign: '✗', label: 'Slower' },
    steady: { sign: '✓', label: 'Steady' },
    empty: { sign: '?', label: 'No runs' },
  };

/** View of scenarios over time: level changes with dates, trends, requested runs. */
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
      ...(shown === null ? [] : requestedRunBlocks(shown)),
      trendsBlock(facts.trends, { isListed: view !== 'changes', isDrawn }),
    ],
    footnotes,
    next,
    suites: [suiteOf(facts, document)],
    annotations: changes
      .filter(({ change }) => needsAttention(change))
      .map(({ scenario, metric, size, since }) => ({
        level: 'warning',
        title: `slower: ${scenario}`,
        message: `${metric} ${size} ${since}`,
      })),
    facts: factsOf(facts, document),
  };
}

function suiteOf({ trends }: HistoryFacts, { to }: HistoryReport): CheckSuite {
  return {
    name: 'history',
    startedAt: to,
    checks: trends.map(({ scenario, metric, machine, now, runs, changes }) => {
      const slower = changes.filter(({ change }) => needsAttention(change));
      const message = slower.map(({ size, since }) => `${size} ${since}`).join('\n');
      const name = machine === null ? metric : `${metric} on ${machine}`;
      return slower.length === 0
        ? { name, group: scenario, result: 'passed', message: `${now} in ${runs}` }
        : { name, group: scenario, result: 'failure', type: 'slower', message, text: message };
    }),
  };
}

function factsOf({ changes }: HistoryFacts, document: HistoryReport): readonly Fact[] {
  const { view, from, to, trends, shown } = document;
  return [
    createFact('history', { schema: HISTORY_SCHEMA, view, from, to, trends: trends.length }),
    ...trends.map(({ scenario, metric, unit, machine, points, levels, noise, uncommitted }) =>
      createFact('trend', {
        ...{ scenario, metric, unit, machine: machine?.id ?? null, runs: points.length },
        ...{ level: levels.at(-1)?.value ?? null, noise, uncommitted },
      }),
    ),
    ...(shown?.runs ?? []).flatMap(({ id, scenario, at, commit, dirty, metrics }) =>
      metrics.map(({ metric, unit, center, low, high, n, level }) =>
        createFact('measured', {
          ...{ id, scenario, at, commit, dirty },
          ...{ metric, unit, center, low, high, n, level },
        }),
      ),
    ),
    ...changes.map(({ change, scenario, metric }) => {
      const { id, direction, ratio, ratio_low: low, ratio_high: high } = change;
      const { since, cause, status, bisect } = change;
      const { good, bad, commits } = since;
      return createFact('change', {
        ...{ id, scenario, metric, direction, ratio, low, high, good, bad, commits },
        ...{ cause, status, bisect },
      });
    }),
  ];
}
