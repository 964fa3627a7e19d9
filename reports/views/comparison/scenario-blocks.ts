import type { ComparisonFact } from '../../facts/comparison/comparison-fact.ts';
import type { ScenarioFact } from '../../facts/comparison/comparison-facts.ts';
import { VERDICT_SIGNS } from '../../facts/comparison/verdict-signs.ts';
import { type Block, SIGN_TONES, type TableBlock, type TableCell } from '../../view.ts';
import { countOf } from './comparison-table.ts';

/** One scenario: the verdict over each gated metric, pictures, all metrics, how to measure it again. */
export function scenarioBlocks(
  { scenario, gated, others, floor, reproduce }: ScenarioFact,
  { id, pictures = [] }: { readonly id?: string; readonly pictures?: readonly Block[] } = {},
): readonly Block[] {
  return [
    {
      type: 'list',
      ...(id !== undefined && { id }),
      title: scenario,
      noun: 'metric',
      items: gated.map(({ verdict, line, explanation, modes }) => {
        const sign = VERDICT_SIGNS[verdict];
        const details = [explanation, modes].filter((text) => text !== '');
        return {
          sign,
          text: line,
          tone: SIGN_TONES[sign],
          details: details.map((text) => ({ text, tone: 'plain' as const })),
        };
      }),
    },
    ...pictures,
    {
      ...metricTable([...gated, ...others]),
      notes: floor === '' ? [] : [floor],
      inTerminal: [{ ...narrowTable(gated, others), notes: floor === '' ? [] : [floor] }],
    },
    { type: 'code', title: null, language: 'sh', lines: reproduce === null ? [] : [reproduce] },
  ];
}

function metricTable(comparisons: readonly ComparisonFact[]): TableBlock {
  const titles = ['Base', 'Head', 'Change', 'Interval', 'Pairs', 'Margin', 'Sees', 'p'];
  return {
    type: 'table',
    title: null,
    noun: 'metric',
    columns: [
      { title: 'Metric', isWhole: true },
      ...titles.map((title) => ({ title, align: 'right' }) as const),
      { title: 'Verdict', isWhole: true },
    ],
    rows: comparisons.map((fact) => {
      const { metric, base, head, change, interval, pairs, margin, floor, verdict } = fact;
      const { gated } = fact.comparison;
      const numbers = [base, head, change, interval, countOf(pairs), margin, floor];
      const sign = VERDICT_SIGNS[verdict];
      return [
        { text: metric, tone: gated ? 'strong' : 'faint' },
        ...[...numbers, probability(fact.comparison)].map(
          (text): TableCell => ({ text, tone: gated ? 'plain' : 'faint' }),
        ),
        { sign, text: gated ? verdict : `${verdict}, not gated` },
      ];
    }),
  };
}

function probability({ p_value: p }: ComparisonFact['comparison']): string {
  if (p === null) return '';
  return p < 0.0001 ? '< 0.0001' : `${Number(p.toPrecision(2))}`;
}

/** Values of both sides; metrics that are not gated stand below and fainter. */
function narrowTable(
  gated: readonly ComparisonFact[],
  others: readonly ComparisonFact[],
): TableBlock {
  // A metric without a number on either side is in its line.
  const known = gated.filter(
    ({ verdict, comparison: { base, head } }) =>
      verdict !== 'incomparable' || base !== null || head !== null,
  );
  const titles = ['Base', 'Head', 'Change', 'Interval'];
  return {
    type: 'table',
    title: null,
    noun: 'metric',
    columns: [
      { title: 'Metric' },
      ...titles.map((title) => ({ title, align: 'right' }) as const),
      { title: '', isWhole: true },
    ],
    rows: [
      ...known.map(({ metric, base, head, change, interval, verdict }) => [
        metric,
        base,
        head,
        { text: change, tone: SIGN_TONES[VERDICT_SIGNS[verdict]] },
        interval,
      ]),
      ...(others.length === 0 ? [] : [[{ text: 'not gated', tone: 'faint' } as const]]),
      ...others.map(({ metric, base, head, change, interval, verdict }) => {
        const isChange = verdict === 'improved' || verdict === 'regressed';
        const texts = [metric, base, head, change, interval, isChange ? verdict : ''];
        return texts.map((text): TableCell => ({ text, tone: 'faint' }));
      }),
    ],
  };
}
