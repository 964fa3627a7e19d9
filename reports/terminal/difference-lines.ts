import type { ScenarioFact } from '../facts/comparison/comparison-facts.ts';
import type { DifferenceFacts } from '../facts/profile/difference-facts.ts';
import type { Page } from './page.ts';

/** Functions that changed, as a table; empty where none did. */
export function differenceTable({ functions }: DifferenceFacts, page: Page): readonly string[] {
  if (functions.length === 0) return [];
  const faint = (text: string) => ({ text, tone: 'faint' as const });
  const hasRange = functions.some(({ range }) => range !== '');
  const right = { align: 'right' } as const;
  return page.table(
    [right, ...(hasRange ? [right] : []), right, right, {}, {}],
    [
      ['change', ...(hasRange ? ['interval'] : []), 'base', 'head', 'function', 'where'].map(faint),
      ...functions.map(({ change, range, base, head, name, place, owner, isBeyondNoise }) => [
        { text: change, tone: isBeyondNoise ? ('strong' as const) : ('faint' as const) },
        ...(hasRange ? [faint(range)] : []),
        { text: base },
        { text: head },
        isBeyondNoise || !hasRange ? { text: name } : faint(name),
        faint(place === '' ? owner : place),
      ]),
    ],
  );
}

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
    differenceTable(facts, page),
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
