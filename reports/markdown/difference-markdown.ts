import type { ComparisonFacts } from '../facts/comparison/comparison-facts.ts';
import type { ExplanationFacts } from '../facts/comparison/explanation-facts.ts';
import type { DifferenceFacts } from '../facts/profile/difference-facts.ts';
import type { TableCell } from '../view.ts';
import { differenceTable as tableOf } from '../views/profile-diff/difference-blocks.ts';
import { escapeMarkdown } from './escape.ts';
import { blockMarkdown } from './view-markdown.ts';

/** Functions that changed, as a table whose numbers keep their units. */
export function differenceTable(facts: DifferenceFacts): readonly string[] {
  const table = tableOf(facts);
  const isNumber = table.columns.map(({ align }) => align === 'right');
  const rows = table.rows.map((row) =>
    row.map((cell, index) => (isNumber[index] === true ? unbroken(cell) : cell)),
  );
  return blockMarkdown({ ...table, rows }).lines;
}

function unbroken(cell: TableCell): TableCell {
  if (typeof cell === 'string') return cell.replaceAll(' ', '\u00a0');
  return { ...cell, text: cell.text.replaceAll(' ', '\u00a0') };
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
