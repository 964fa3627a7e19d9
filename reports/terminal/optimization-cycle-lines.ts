import type { CycleDetailFact, DetailRow } from '../facts/optimization/optimization-cycle-facts.ts';
import type { MetricChangeFact } from '../facts/optimization/optimization-metric-facts.ts';
import type { Tone } from '../text/paint.ts';
import { wrapText } from '../text/wrap-text.ts';
import { differenceTable } from '../views/profile-diff/difference-blocks.ts';
import type { Page } from './page.ts';
import { blockLines } from './view-lines.ts';

/** A cycle: what it was about and what became of it, then metric by metric and function by function. */
export function cycleLines(fact: CycleDetailFact, page: Page): readonly (readonly string[])[] {
  const { cycle, rows, metrics, timed, difference, experiments } = fact;
  return [
    [page.paint('strong', `Cycle ${cycle}`), ...rows.flatMap((row) => rowLines(row, page))],
    metricLines(metrics, page),
    timed.length === 0
      ? []
      : page.table(
          [{ gives: true }, { align: 'right' }, { align: 'right' }, { align: 'right' }],
          [
            heads('Function', 'Before', 'After', 'Change'),
            ...timed.map(({ name, before, after, change }) =>
              [name, before, after, change].map((text) => ({ text })),
            ),
          ],
        ),
    difference === null
      ? []
      : [
          ...page.paragraph(difference.sentence, { first: '  why  ', firstTone: 'faint' }),
          ...blockLines(differenceTable(difference), page),
          ...page.paragraph(difference.note, { first: '  ', tone: 'faint' }),
        ],
    experiments.length === 0
      ? []
      : [
          ...page.paragraph('Tried, in this order:', { first: '  ', tone: 'faint' }),
          ...experiments.flatMap((one) => page.paragraph(one, { first: '    • ' })),
        ],
  ];
}

/** Where the texts of rows begin; a longer name has a line of its own. */
const TEXT_FROM = 14;

function rowLines({ name, texts }: DetailRow, page: Page): readonly string[] {
  const rest = ' '.repeat(TEXT_FROM);
  const lines = texts.flatMap((text) => wrapText(text, { width: page.width, first: rest, rest }));
  const [first = '', ...others] = lines;
  const label = `  ${name}`;
  if (label.length + 1 > TEXT_FROM) return [page.paint('faint', label), ...lines];
  return [page.paint('faint', label.padEnd(TEXT_FROM)) + first.slice(TEXT_FROM), ...others];
}

function heads(...names: readonly string[]) {
  return names.map((text) => ({ text, tone: 'faint' as const }));
}

const TONES: Readonly<Record<MetricChangeFact['direction'], Tone>> = {
  better: 'good',
  worse: 'bad',
  unchanged: 'plain',
  'not measured': 'doubt',
};

function metricLines(metrics: readonly MetricChangeFact[], page: Page): readonly string[] {
  if (metrics.length === 0) return [];
  const right = { align: 'right' } as const;
  return page.table(
    [{ gives: true }, right, right, right, right, {}],
    [
      heads('Metric', 'Before', 'After', 'Gain', 'Interval', ''),
      ...metrics.map(({ name, before, after, gain, interval, direction, isSure, word }) => [
        { text: name },
        { text: before },
        { text: after },
        { text: gain, tone: isSure ? TONES[direction] : ('doubt' as const) },
        { text: interval, tone: 'faint' as const },
        { text: word, tone: isSure ? TONES[direction] : ('doubt' as const) },
      ]),
    ],
  );
}
