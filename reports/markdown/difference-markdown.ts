import type { ComparisonFacts } from '../facts/comparison/comparison-facts.ts';
import type { ExplanationFacts } from '../facts/comparison/explanation-facts.ts';
import type { ChangedFunctionFact, DifferenceFacts } from '../facts/profile/difference-facts.ts';
import { cellCode, escapeMarkdown } from './escape.ts';
import { type MarkdownColumn, markdownTable } from './table.ts';

export const DIFFERENCE_COLUMNS: readonly MarkdownColumn[] = [
  { title: 'Change', align: 'right' },
  { title: 'Interval', align: 'right' },
  { title: 'Base to head', align: 'right' },
  { title: 'Function', align: 'left' },
  { title: 'Where', align: 'left' },
];

/** A function that changed as a row; those beyond noise stand out. */
export function differenceRow(fact: ChangedFunctionFact): readonly string[] {
  const { change, range, base, head, name, place, owner, isBeyondNoise } = fact;
  const changed = unbroken(change);
  return [
    isBeyondNoise ? `**${changed}**` : changed,
    unbroken(range),
    unbroken(`${base} → ${head}`),
    cellCode(name),
    place === '' ? escapeMarkdown(owner) : cellCode(place),
  ];
}

export function differenceTable({ functions }: DifferenceFacts): readonly string[] {
  return markdownTable(DIFFERENCE_COLUMNS, functions.map(differenceRow));
}

/** What is behind the changes of every scenario that was profiled. */
export function explanationsMarkdown({
  scenarios,
}: Pick<ComparisonFacts, 'scenarios'>): readonly (readonly string[])[] {
  return scenarios.flatMap(({ scenario, explanation }) =>
    explanation === null ? [] : explanationMarkdown(scenario, explanation),
  );
}

/** What is behind the changes of a scenario: a sentence, then the functions, folded. */
function explanationMarkdown(
  scenario: string,
  facts: ExplanationFacts,
): readonly (readonly string[])[] {
  const table = differenceTable(facts);
  return [
    [explanationNote(scenario, facts)],
    ...(table.length === 0
      ? []
      : [
          ['<details>', '<summary>Functions that changed</summary>'],
          [...table, '', escapeMarkdown(facts.note)],
          ['</details>'],
        ]),
  ];
}

/** The sentence, with what was counted besides. */
export function explanationNote(
  scenario: string,
  { sentence, counters }: Pick<ExplanationFacts, 'sentence' | 'counters'>,
): string {
  const besides = counters === '' ? '' : ` Besides: ${counters}.`;
  return `- Why **${escapeMarkdown(scenario)}**: ${escapeMarkdown(sentence + besides)}`;
}

function unbroken(text: string): string {
  return text.replaceAll(' ', '\u00a0');
}
