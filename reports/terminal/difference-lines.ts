import type { ScenarioFact } from '../facts/comparison/comparison-facts.ts';
import type { DifferenceFacts } from '../facts/profile/difference-facts.ts';
import { differenceTable } from '../views/profile-diff/difference-blocks.ts';
import type { Page } from './page.ts';
import { blockLines } from './view-lines.ts';

/** What is behind a verdict: the sentence, the functions, what was counted besides. */
export function explanationLines(
  facts: DifferenceFacts & { readonly counters: string },
  page: Page,
): readonly string[] {
  const { counters, sentence, note } = facts;
  const blocks = [
    [
      ...page.paragraph(sentence, { first: '  why  ', firstTone: 'faint' }),
      ...(counters === '' ? [] : page.paragraph(`Besides: ${counters}.`, { first: '       ' })),
    ],
    blockLines(differenceTable(facts), page),
    page.paragraph(note, { first: '  ', tone: 'faint' }),
  ].filter((block) => block.length > 0);
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

/** The same of each scenario that was profiled, under its name. */
export function explainedLines(
  scenarios: readonly ScenarioFact[],
  page: Page,
): readonly (readonly string[])[] {
  return scenarios.flatMap(({ scenario, explanation }) =>
    explanation === null
      ? []
      : [[...page.paragraph(scenario, { tone: 'strong' }), ...explanationLines(explanation, page)]],
  );
}
