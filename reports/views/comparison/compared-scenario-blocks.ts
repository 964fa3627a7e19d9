import {
  type ComparedMetricFact,
  VERDICT_LABELS,
} from '../../display-facts/comparison/compared-metric-display-data.ts';
import type { ComparedScenarioFact } from '../../display-facts/comparison/comparison-display-data.ts';

import { type Block, SIGN_TONES, type TableBlock } from '../../format-independent-report-view.ts';
import { createTable } from '../../report-block-builders.ts';
import { changedFunctionBlocks } from '../profile-diff/changed-function-blocks.ts';
import { CHANGE_COLUMNS } from './comparison-table.ts';

export function comparedScenarioBlocks(
  { scenario, gated, others, floor, reproduce }: ComparedScenarioFact,
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
        const { sign } = VERDICT_LABELS[verdict];
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

function metricTable(comparisons: readonly ComparedMetricFact[]): TableBlock {
  return createTable({
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
      ...CHANGE_COLUMNS,
      ['p', probability, 'right'],
      [
        'Verdict',
        ({ verdict, comparison }) => ({
          sign: VERDICT_LABELS[verdict].sign,
          text: comparison.gated ? verdict : `${verdict}, not gated`,
        }),
        'whole plain',
      ],
    ],
  });
}

function probability({ comparison: { p_value: p } }: ComparedMetricFact): string {
  if (p === null) return '';
  return p < 0.0001 ? '< 0.0001' : `${Number(p.toPrecision(2))}`;
}

function narrowTable(
  gated: readonly ComparedMetricFact[],
  others: readonly ComparedMetricFact[],
): TableBlock {
  // A metric without a number on either side is in its line.
  const known = gated.filter(
    ({ verdict, comparison: { base, head } }) =>
      verdict !== 'incomparable' || base !== null || head !== null,
  );
  const border = others.length === 0 ? [] : [null];
  return createTable({
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
            ? { text: fact.change, tone: SIGN_TONES[VERDICT_LABELS[fact.verdict].sign] }
            : (fact?.change ?? ''),
        'right',
      ],
      ['Interval', (fact) => fact?.interval ?? '', 'right'],
      ['', (fact) => (fact === null || fact.comparison.gated ? '' : changedText(fact)), 'whole'],
    ],
  });
}

function changedText({ verdict }: ComparedMetricFact): string {
  return verdict === 'improved' || verdict === 'regressed' ? verdict : '';
}

export function explanationBlocks(scenarios: readonly ComparedScenarioFact[]): readonly Block[] {
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
      ...changedFunctionBlocks(explanation, explanation.explanation.difference, 'detail'),
    ];
  });
}
