import { tableOf } from '../../blocks.ts';
import type { ComparisonFact } from '../../facts/comparison/comparison-fact.ts';
import type { ScenarioFact } from '../../facts/comparison/comparison-facts.ts';
import { VERDICTS } from '../../facts/comparison/verdicts.ts';
import { type Block, SIGN_TONES, type TableBlock, type TableCell } from '../../view.ts';
import { differenceBlocks } from '../difference/difference-blocks.ts';
import { countOf } from './comparison-table.ts';

/** One scenario: the verdict over each gated metric, pictures, all metrics, how to measure it again. */
export function scenarioBlocks(
  { scenario, gated, others, floor, reproduce }: ScenarioFact,
  { id, pictures = [] }: { readonly id?: string; readonly pictures?: readonly Block[] } = {},
): readonly Block[] {
  const notes = floor === '' ? [] : [floor];
  return [
    {
      type: 'list',
      ...(id !== undefined && { id }),
      title: scenario,
      noun: 'metric',
      items: gated.map(({ verdict, line, explanation, modes }) => {
        const { sign } = VERDICTS[verdict];
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
      notes,
      inTerminal: [{ ...narrowTable(gated, others), notes }],
    },
    { type: 'code', language: 'sh', lines: reproduce === null ? [] : [reproduce] },
  ];
}

function metricTable(comparisons: readonly ComparisonFact[]): TableBlock {
  const number = (title: string, textOf: (fact: ComparisonFact) => string) =>
    [
      title,
      (fact: ComparisonFact): TableCell => ({
        text: textOf(fact),
        tone: fact.comparison.gated ? 'plain' : 'faint',
      }),
      'right',
    ] as const;
  return tableOf({
    noun: 'metric',
    rows: comparisons,
    columns: [
      [
        'Metric',
        ({ metric, comparison }) => ({ text: metric, tone: comparison.gated ? 'strong' : 'faint' }),
        'whole',
      ],
      number('Base', ({ base }) => base),
      number('Head', ({ head }) => head),
      number('Change', ({ change }) => change),
      number('Interval', ({ interval }) => interval),
      number('Pairs', ({ pairs }) => countOf(pairs)),
      number('Margin', ({ margin }) => margin),
      number('Sees', ({ floor }) => floor),
      number('p', probability),
      [
        'Verdict',
        ({ verdict, comparison }) => ({
          sign: VERDICTS[verdict].sign,
          text: comparison.gated ? verdict : `${verdict}, not gated`,
        }),
        'whole',
      ],
    ],
  });
}

function probability({ comparison: { p_value: p } }: ComparisonFact): string {
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
        { text: change, tone: SIGN_TONES[VERDICTS[verdict].sign] },
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

/** What in the code is behind the changes of each scenario that was profiled. */
export function explanationBlocks(scenarios: readonly ScenarioFact[]): readonly Block[] {
  return scenarios.flatMap(({ scenario, explanation }): readonly Block[] => {
    if (explanation === null) return [];
    const { sentence, counters } = explanation;
    return [
      {
        type: 'text',
        weight: 'always',
        title: `What changed in the code of ${scenario}`,
        text: counters === '' ? sentence : `${sentence} Besides: ${counters}.`,
      },
      ...differenceBlocks(explanation, explanation.explanation.difference, 'detail'),
    ];
  });
}
