import {
  type Footnote,
  findFootnotes,
  formatFootnoteMarks,
} from '../../display-facts/collect-finding-footnotes.ts';
import type { RankingFact } from '../../display-facts/run/alternatives-ranking-display-data.ts';
import type { BudgetFact, BudgetOutcome } from '../../display-facts/run/budget-display-data.ts';
import type { RunFacts } from '../../display-facts/run/single-run-display-data.ts';
import type { OutcomeSign, TableBlock } from '../../format-independent-report-view.ts';
import { createTable } from '../../report-block-builders.ts';

const SIGNS: Readonly<Record<RunFacts['outcome'], OutcomeSign>> = {
  pass: '✓',
  fail: '✗',
  failed: '✗',
  inconclusive: '?',
  interrupted: '!',
};

export interface LinkedRun {
  readonly run: RunFacts;
  readonly id: string;
}

export function overviewTable(
  runs: readonly LinkedRun[],
  footnotes: readonly Footnote[],
): TableBlock {
  const metrics = new Set(runs.flatMap(({ run }) => run.lead?.name ?? []));
  // A metric shared by all scenarios needs no column.
  const [shared = null] = metrics.size === 1 ? metrics : [];
  const hasBudgets = runs.some(({ run }) => run.budgets.length > 0);
  const noted = ({ scenario }: RunFacts): readonly Footnote[] =>
    footnotes.filter(({ scenarios }) => scenarios.includes(scenario));
  return createTable({
    weight: 'always',
    noun: 'scenario',
    rows: runs,
    columns: [
      ['Outcome', ({ run }) => ({ sign: SIGNS[run.outcome], text: run.outcome }), 'whole'],
      ['Scenario', ({ run, id }) => ({ text: run.scenario, target: id }), 'name'],
      shared === null && ['Metric', ({ run }) => run.lead?.name ?? ''],
      [shared ?? 'Median', ({ run }) => run.lead?.center ?? 'not measured', 'right strong'],
      ['Interval', ({ run }) => run.lead?.interval ?? '', 'right'],
      hasBudgets && ['Budgets', ({ run }) => metText(run), 'right'],
      ['Notes', ({ run }) => formatFootnoteMarks(noted(run)), 'whole doubt'],
    ],
  });
}

function metText({ budgets }: RunFacts): string {
  const met = budgets.filter(({ outcome }) => outcome === 'met').length;
  return budgets.length === 0 ? '' : `${met} of ${budgets.length}`;
}

const BUDGET_SIGNS: Readonly<Record<BudgetOutcome, OutcomeSign>> = {
  met: '✓',
  missed: '✗',
  unmeasured: '✗',
  inconclusive: '?',
  warned: '!',
};

export function budgetTable(
  budgets: readonly { readonly scenario?: string; readonly budget: BudgetFact }[],
  footnotes: readonly Footnote[] = [],
): TableBlock {
  const rows = budgets.map(({ scenario, budget }) => ({
    ...budget,
    scenario,
    notes: formatFootnoteMarks(findFootnotes(footnotes, scenario ?? '', budget.metric)),
  }));
  return createTable({
    noun: 'budget',
    rows,
    columns: [
      ['Outcome', ({ outcome }) => ({ sign: BUDGET_SIGNS[outcome], text: outcome }), 'whole'],
      rows.some(({ scenario }) => scenario !== undefined) && [
        'Scenario',
        ({ scenario = '' }) => scenario,
        'name',
      ],
      ['Budget', ({ metric, limit }) => `${metric} ${limit}`],
      ['Value', ({ value }) => value, 'right'],
      ['', ({ distance }) => distance],
      rows.some(({ notes }) => notes !== '') && ['Notes', ({ notes }) => notes, 'doubt'],
    ],
  });
}

const LONGEST_BAR = 16;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

export function rankingBlock({ group, metric, places, sentences }: RankingFact): TableBlock {
  const slowest = Math.max(...places.map(({ place }) => place.ratio));
  const hasIntervals = places.slice(1).some(({ place }) => place.needed_pairs === null);
  return createTable({
    title: `Group ${group}`,
    noun: 'alternative',
    notes: [
      ...sentences,
      ...(hasIntervals ? ['ratios per round, with simultaneous 95 % confidence intervals'] : []),
    ],
    rows: places,
    columns: [
      ['', (_, index) => `${index + 1}`, 'right faint'],
      [
        'Alternative',
        ({ scenario }, index) => ({ text: scenario, tone: index === 0 ? 'strong' : 'plain' }),
        'name',
      ],
      [`${metric}, relative to first`, ({ ratio }) => ratio, 'right'],
      [
        '',
        ({ place }, index) => ({
          text: bar((place.ratio / slowest) * LONGEST_BAR),
          tone: index === 0 ? 'good' : 'faint',
        }),
        'whole',
      ],
    ],
  });
}

/** Draws a bar of a length in columns, precise to an eighth of a column. */
function bar(columns: number): string {
  const eighths = Math.max(1, Math.round(columns * EIGHTHS.length));
  return '█'.repeat(Math.floor(eighths / EIGHTHS.length)) + EIGHTHS[eighths % EIGHTHS.length];
}
