import type { Comparison, ComparisonReport } from '../../harness/model/documents/document.ts';
import type { ComparisonFact } from '../facts/comparison/comparison-fact.ts';
import type { ComparisonFacts, ScenarioFact } from '../facts/comparison/comparison-facts.ts';
import type { Tone } from '../text/paint.ts';
import { plural } from '../text/plural.ts';
import { footnoteLines, nextLines } from './closing-lines.ts';
import { explainedLines, explanationLines } from './difference-lines.ts';
import type { Page } from './page.ts';
import { suiteLines } from './suite-lines.ts';

const BADGES: Readonly<Record<ComparisonReport['verdict'], { badge: string; tone: Tone }>> = {
  pass: { badge: '✓ PASS', tone: 'good' },
  fail: { badge: '✗ REGRESSED', tone: 'bad' },
  inconclusive: { badge: '? INCONCLUSIVE', tone: 'doubt' },
  incomparable: { badge: '! INCOMPARABLE', tone: 'doubt' },
};

const MARKS: Readonly<Record<Comparison['verdict'], { mark: string; tone: Tone }>> = {
  regressed: { mark: '✗', tone: 'bad' },
  improved: { mark: '✓', tone: 'good' },
  unchanged: { mark: '✓', tone: 'plain' },
  'same inputs': { mark: '=', tone: 'plain' },
  inconclusive: { mark: '?', tone: 'doubt' },
  incomparable: { mark: '!', tone: 'doubt' },
};

/** A comparison: the verdict, the sides, every metric of every scenario, what to do next. */
export function comparisonLines(facts: ComparisonFacts, page: Page): readonly string[] {
  const { badge, tone } = BADGES[facts.headline.word];
  const { scenarios, suite } = facts;
  const blocks = [
    page.paragraph(facts.headline.sentence, { first: `${badge}  `, firstTone: tone }),
    [
      ...page.paragraph(facts.base, { first: '  base  ', firstTone: 'faint' }),
      ...page.paragraph(facts.head, { first: '  head  ', firstTone: 'faint' }),
    ],
    ...(suite === null
      ? scenarios.map((scenario) => scenarioLines(scenario, page))
      : [...suiteLines(suite, page), ...explainedLines(scenarios, page)]),
    facts.decided.flatMap((sentence) => page.paragraph(sentence, { first: '  ', tone: 'faint' })),
    recordLines(facts.records, page),
    footnoteLines(facts.footnotes, page),
    nextLines(facts.next, page),
  ].filter((block) => block.length > 0);
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

/** More records than these are named in JSON only. */
const NAMED_RECORDS = 24;

function recordLines(records: readonly string[], page: Page): readonly string[] {
  const shown = records.length > NAMED_RECORDS ? [plural(records.length, 'record')] : records;
  return shown.flatMap((id) =>
    page.paragraph(records.length > NAMED_RECORDS ? id : `record ${id}`, {
      first: '  ',
      tone: 'faint',
    }),
  );
}

function scenarioLines(
  { scenario, gated, others, explanation, floor, reproduce }: ScenarioFact,
  page: Page,
): readonly string[] {
  const blocks = [
    gated.flatMap((fact) => verdictLines(fact, page)),
    explanation === null ? [] : explanationLines(explanation, page),
    metricTable(gated, others, page),
    [
      ...(floor === '' ? [] : page.paragraph(floor, { first: '  ', tone: 'faint' })),
      // There to be copied, so never broken.
      ...(reproduce === null ? [] : [page.paint('faint', `  ${reproduce}`)]),
    ],
  ].filter((block) => block.length > 0);
  return [
    ...page.paragraph(scenario, { tone: 'strong' }),
    ...blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block])),
  ];
}

/** A gated metric explains itself: the verdict in a line, then what it lacks. */
function verdictLines({ verdict, line, explanation, modes }: ComparisonFact, page: Page) {
  const { mark, tone } = MARKS[verdict];
  return [
    ...page.paragraph(line, { first: `  ${mark} `, firstTone: tone, tone }),
    ...(explanation === '' ? [] : page.paragraph(explanation, { first: '    ' })),
    ...(modes === '' ? [] : page.paragraph(modes, { first: '    ' })),
  ];
}

/** Values of both sides; what is not gated stands below and fainter. */
function metricTable(
  gated: readonly ComparisonFact[],
  others: readonly ComparisonFact[],
  page: Page,
): readonly string[] {
  // What has no number on either side has been said in its line.
  const known = gated.filter(
    ({ verdict, comparison: { base, head } }) =>
      verdict !== 'incomparable' || base !== null || head !== null,
  );
  if (known.length + others.length === 0) return [];
  const titles = ['metric', 'base', 'head', 'change', 'interval', ''];
  const right = { align: 'right' } as const;
  const lines = page.table(
    [{ gives: true }, right, right, right, right, {}],
    [
      titles.map((text) => ({ text, tone: 'faint' as const })),
      ...known.map(gatedRow),
      ...others.map(otherRow),
    ],
  );
  if (others.length === 0) return lines;
  const end = 1 + known.length;
  return [...lines.slice(0, end), page.paint('faint', '  not gated'), ...lines.slice(end)];
}

function gatedRow({ metric, base, head, change, interval, verdict }: ComparisonFact) {
  const { tone } = MARKS[verdict];
  return [
    { text: metric },
    { text: base },
    { text: head },
    { text: change, tone },
    { text: interval },
  ];
}

function otherRow({ metric, base, head, change, interval, verdict }: ComparisonFact) {
  const isChange = verdict === 'improved' || verdict === 'regressed';
  const texts = [metric, base, head, change, interval, isChange ? verdict : ''];
  return texts.map((text) => ({ text, tone: 'faint' as const }));
}
