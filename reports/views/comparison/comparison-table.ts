import type { Comparison } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import {
  type ComparedMetricFact,
  formatVerdictReason,
  VERDICT_LABELS,
} from '../../display-facts/comparison/compared-metric-display-data.ts';

import type { Block, ListBlock, TableBlock } from '../../format-independent-report-view.ts';
import { createTable, type TableColumnSpec } from '../../report-block-builders.ts';
import { joinTexts, plural } from '../../text/sentence-parts.ts';

/** Verdicts that a reviewer has to see, the most severe first. */
const OPEN: readonly Comparison['verdict'][] = [
  'regressed',
  'inconclusive',
  'improved',
  'incomparable',
];

const SEES = 'Column "Sees": the smallest change that these pairs can detect.';

/** Renders Markdown: changed, unknown metrics open, or folded below a suite; others folded. */
export function comparisonTables(
  comparisons: readonly ComparedMetricFact[],
  isBelowSuite: boolean,
): readonly Block[] {
  const gated = comparisons.filter(({ comparison }) => comparison.gated);
  const withVerdict = (verdict: Comparison['verdict']): readonly ComparedMetricFact[] =>
    gated.filter((fact) => fact.verdict === verdict);
  const open = OPEN.flatMap(withVerdict);
  const others = comparisons.filter(({ comparison }) => !comparison.gated);
  return [
    ...(isBelowSuite
      ? [folded(open, 'changed or unknown')]
      : [{ ...comparisonTable(open, 'comparison'), weight: 'always' } as const, noteList(open)]),
    ...[
      folded(withVerdict('unchanged'), 'unchanged'),
      folded(withVerdict('same inputs'), 'with the same inputs'),
      folded(others, 'not gated'),
    ].map((block) => ({ ...block, weight: 'always' as const })),
  ];
}

function folded(facts: readonly ComparedMetricFact[], what: string): TableBlock {
  return {
    ...comparisonTable(facts, `${what} comparison`),
    title: `${plural(facts.length, 'metric')} ${what}`,
    isFolded: true,
  };
}

/** Columns for the change, the data behind it, and the smallest detectable change. */
export const CHANGE_COLUMNS: readonly TableColumnSpec<ComparedMetricFact>[] = [
  ['Change', ({ change }) => change, 'right'],
  ['Interval', ({ interval }) => interval, 'right'],
  ['Pairs', ({ pairCount }) => pairCount, 'right'],
  ['Margin', ({ margin }) => margin, 'right'],
  ['Sees', ({ floor }) => floor, 'right'],
];

/** Verdict, metric, change, pairs, margin, smallest visible change and values of each comparison. */
export function comparisonTable(facts: readonly ComparedMetricFact[], noun: string): TableBlock {
  return createTable({
    noun,
    notes: facts.some(({ floor }) => floor !== '') ? [SEES] : [],
    rows: facts,
    columns: [
      [
        'Verdict',
        ({ verdict }) => {
          const { sign } = VERDICT_LABELS[verdict];
          return sign === '=' ? verdict : { sign, text: verdict };
        },
      ],
      ['Scenario', ({ scenario }) => scenario, 'name'],
      [
        'Metric',
        ({ metric, comparison }) => ({ text: metric, tone: comparison.gated ? 'strong' : 'plain' }),
      ],
      ...CHANGE_COLUMNS,
      [
        'Base to head',
        ({ base, head, comparison }) =>
          comparison.base === null && comparison.head === null ? '' : `${base} → ${head}`,
        'right',
      ],
    ],
  });
}

function noteList(facts: readonly ComparedMetricFact[]): ListBlock {
  return {
    type: 'list',
    weight: 'always',
    noun: 'note',
    items: facts.flatMap(({ scenario, metric, verdict, comparison, explanation, modes }) => {
      const reason = verdict === 'incomparable' ? formatVerdictReason(comparison.reason) : '';
      const said = joinTexts([reason, explanation, modes]);
      return said === '' ? [] : [{ lead: metric, text: `of ${scenario}: ${said}` }];
    }),
  };
}
