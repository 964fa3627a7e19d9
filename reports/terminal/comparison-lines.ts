import type { Comparison, ComparisonReport } from '../../harness/model/document.ts';
import type { ComparisonFact, ComparisonFacts } from '../facts/comparison-facts.ts';
import type { Tone } from '../text/paint.ts';
import { footnoteLines, nextLines } from './closing-lines.ts';
import type { Page } from './page.ts';

const BADGES: Readonly<Record<ComparisonReport['verdict'], { badge: string; tone: Tone }>> = {
  pass: { badge: '✓ PASS', tone: 'good' },
  fail: { badge: '✗ REGRESSED', tone: 'bad' },
  inconclusive: { badge: '? INCONCLUSIVE', tone: 'doubt' },
  incomparable: { badge: '! INCOMPARABLE', tone: 'doubt' },
};

const TONES: Readonly<Record<Comparison['verdict'], Tone>> = {
  improved: 'good',
  regressed: 'bad',
  unchanged: 'plain',
  inconclusive: 'doubt',
  incomparable: 'doubt',
};

/** A comparison: the verdict, the sides, every metric of every scenario, what to do next. */
export function comparisonLines(facts: ComparisonFacts, page: Page): readonly string[] {
  const { badge, tone } = BADGES[facts.headline.word];
  const scenarios = [...Map.groupBy(facts.comparisons, ({ scenario }) => scenario)];
  const blocks = [
    page.paragraph(facts.headline.sentence, { first: `${badge}  `, firstTone: tone }),
    [
      ...page.paragraph(facts.base, { first: '  base  ', firstTone: 'faint' }),
      ...page.paragraph(facts.head, { first: '  head  ', firstTone: 'faint' }),
    ],
    ...scenarios.map(([scenario, comparisons]) => scenarioLines(scenario, comparisons, page)),
    facts.records.flatMap((id) => page.paragraph(`record ${id}`, { first: '  ', tone: 'faint' })),
    footnoteLines(facts.footnotes, page),
    nextLines(facts.next, page),
  ].filter((block) => block.length > 0);
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

function scenarioLines(
  scenario: string,
  comparisons: readonly ComparisonFact[],
  page: Page,
): readonly string[] {
  const head = ['metric', 'base', 'head', 'change', 'interval', 'verdict'];
  const rows = comparisons.map(({ metric, base, head: other, change, interval, verdict }) => [
    { text: metric },
    { text: base },
    { text: other },
    { text: change, tone: TONES[verdict] },
    { text: interval },
    { text: verdict, tone: TONES[verdict] },
  ]);
  const explained = comparisons.filter(({ explanation }) => explanation !== '');
  return [
    ...page.paragraph(scenario, { tone: 'strong' }),
    ...page.table(
      [
        { gives: true },
        { align: 'right' },
        { align: 'right' },
        { align: 'right' },
        { align: 'right' },
        {},
      ],
      [head.map((text) => ({ text, tone: 'faint' as const })), ...rows],
    ),
    ...explained.flatMap(({ metric, verdict, explanation }) =>
      page.paragraph(explanation, {
        first: `  ${metric} ${verdict}: `,
        firstTone: TONES[verdict],
      }),
    ),
  ];
}
