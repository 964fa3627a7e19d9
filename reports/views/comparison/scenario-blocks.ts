import { tableOf } from '../../blocks.ts';
import type { ComparisonFact } from '../../facts/comparison/comparison-fact.ts';
import type { ScenarioFact } from '../../facts/comparison/comparison-facts.ts';
import { VERDICTS } from '../../facts/comparison/verdicts.ts';
import { type Block, SIGN_TONES, type TableBlock } from '../../view.ts';
import { differenceBlocks } from '../difference/difference-blocks.ts';
import { AMOUNT_COLUMNS } from './comparison-table.ts';

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
  return tableOf({
    noun: 'metric',
    rows: comparisons,
    toneOf: ({ comparison }) => (comparison.gated ? 'plain' : 'faint'),
    columns: [
      [
        'Metric',
        ({ metric, comparison }) => ({ text: metric, ...(comparison.gated && { tone: 'strong' }) }),
        'whole',
      ],
      ['Base', ({ base }) => base, 'right'],
      ['Head', ({ head }) => head, 'right'],
      ...AMOUNT_COLUMNS,
      ['p', probability, 'right'],
      [
        'Verdict',
        ({ verdict, comparison }) => ({
          sign: VERDICTS[verdict].sign,
          text: comparison.gated ? verdict : `${verdict}, not gated`,
        }),
        'whole plain',
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
  const border = others.length === 0 ? [] : [null];
  return tableOf({
    noun: 'metric',
    rows: [...known, ...border, ...others],
    toneOf: (fact) => (fact?.comparison.gated ? 'plain' : 'faint'),
    columns: [
      ['Metric', (fact) => fact?.metric ?? 'not gated'],
      ['Base', (fact) => fact?.base ?? '', 'right'],
      ['Head', (fact) => fact?.head ?? '', 'right'],
      [
        'Change',
        (fact) =>
          fact?.comparison.gated
            ? { text: fact.change, tone: SIGN_TONES[VERDICTS[fact.verdict].sign] }
            : (fact?.change ?? ''),
        'right',
      ],
      ['Interval', (fact) => fact?.interval ?? '', 'right'],
      ['', (fact) => (fact === null || fact.comparison.gated ? '' : changedText(fact)), 'whole'],
    ],
  });
}

function changedText({ verdict }: ComparisonFact): string {
  return verdict === 'improved' || verdict === 'regressed' ? verdict : '';
}

/** Blocks on the code behind the changes of each scenario that was profiled. */
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
