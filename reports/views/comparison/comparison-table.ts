import type { Comparison } from '../../../harness/model/documents/document.ts';
import type { ComparisonFact } from '../../facts/comparison/comparison-fact.ts';
import type { ComparisonFacts } from '../../facts/comparison/comparison-facts.ts';
import { VERDICT_SIGNS } from '../../facts/comparison/verdict-signs.ts';
import { plural } from '../../text/plural.ts';
import type { Block, ListBlock, TableBlock, TableCell } from '../../view.ts';

/** Verdicts that a reviewer has to see, the most severe first. */
const OPEN: readonly Comparison['verdict'][] = [
  'regressed',
  'inconclusive',
  'improved',
  'incomparable',
];

const SEES = 'Sees: the smallest change that these pairs can show.';

/** Comparisons for Markdown: changed and unknown ones open, or folded below a suite, others folded. */
export function comparisonTables({ comparisons, suite }: ComparisonFacts): readonly Block[] {
  const gated = comparisons.filter(({ comparison }) => comparison.gated);
  const open = OPEN.flatMap((verdict) => gated.filter((fact) => fact.verdict === verdict));
  const others = comparisons.filter(({ comparison }) => !comparison.gated);
  const withVerdict = (verdict: Comparison['verdict']): readonly ComparisonFact[] =>
    gated.filter((fact) => fact.verdict === verdict);
  return [
    ...(suite === null
      ? [{ ...comparisonTable(open, 'comparison'), weight: 'always' } as const, noteList(open)]
      : [folded(open, 'changed or not known')]),
    ...[
      folded(withVerdict('unchanged'), 'unchanged'),
      folded(withVerdict('same inputs'), 'with the same inputs'),
      folded(others, 'not gated'),
    ].map((block) => ({ ...block, weight: 'always' as const })),
  ];
}

function folded(facts: readonly ComparisonFact[], what: string): TableBlock {
  return {
    ...comparisonTable(facts, `${what} comparison`),
    title: `${plural(facts.length, 'metric')} ${what}`,
    isFolded: true,
  };
}

/** Verdict, metric, change, pairs, margin, smallest visible change and values of each comparison. */
export function comparisonTable(facts: readonly ComparisonFact[], noun: string): TableBlock {
  const right = ['Change', 'Interval', 'Pairs', 'Margin', 'Sees', 'Base to head'];
  return {
    type: 'table',
    title: null,
    noun,
    columns: [
      { title: 'Verdict' },
      { title: 'Scenario', isName: true },
      { title: 'Metric' },
      ...right.map((title) => ({ title, align: 'right' }) as const),
    ],
    rows: facts.map(rowOf),
    notes: facts.some(({ floor }) => floor !== '') ? [SEES] : [],
  };
}

function rowOf(fact: ComparisonFact): readonly TableCell[] {
  const { scenario, metric, base, head, change, interval, pairs, margin, floor } = fact;
  const { verdict, comparison } = fact;
  const sign = VERDICT_SIGNS[verdict];
  const isMeasured = comparison.base !== null || comparison.head !== null;
  return [
    sign === '=' ? verdict : { sign, text: verdict },
    scenario,
    { text: metric, tone: comparison.gated ? 'strong' : 'plain' },
    change,
    interval,
    countOf(pairs),
    margin,
    floor,
    isMeasured ? `${base} → ${head}` : '',
  ];
}

/** `5 + 8` of `5 + 8 pairs`. */
export function countOf(pairs: string): string {
  return pairs.replace(/ pairs?$/u, '');
}

/** What rows do not say: why, what is missing, two modes. */
function noteList(facts: readonly ComparisonFact[]): ListBlock {
  return {
    type: 'list',
    weight: 'always',
    title: null,
    noun: 'note',
    items: facts.flatMap(({ scenario, metric, verdict, comparison, explanation, modes }) => {
      const reason = verdict === 'incomparable' ? (comparison.reason ?? 'no reason was given') : '';
      const said = [reason, explanation, modes].filter((part) => part !== '').join('; ');
      return said === '' ? [] : [{ lead: metric, text: `of ${scenario}: ${said}` }];
    }),
  };
}
