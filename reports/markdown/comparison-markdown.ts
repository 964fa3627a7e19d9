import type { ComparisonFact } from '../facts/comparison/comparison-fact.ts';
import type { ComparisonFacts } from '../facts/comparison/comparison-facts.ts';
import { plural } from '../text/plural.ts';
import { footnotesMarkdown, nextMarkdown } from './closing-markdown.ts';
import { BADGES, COMPARISON_COLUMNS, comparisonNote, comparisonRow } from './comparison-rows.ts';
import { explanationsMarkdown } from './difference-markdown.ts';
import { codeBlock, escapeMarkdown, inlineCode } from './escape.ts';
import { suiteMarkdown } from './suite-markdown.ts';
import { markdownTable } from './table.ts';

/** A comparison for job summaries and pull requests: what decides open, the rest folded. */
export function comparisonMarkdown(facts: ComparisonFacts): readonly (readonly string[])[] {
  const { headline, base, head, comparisons, suite, records, footnotes, next } = facts;
  const gated = comparisons.filter(({ comparison }) => comparison.gated);
  const others = comparisons.filter(({ comparison }) => !comparison.gated);
  return [
    [`### ${BADGES[headline.word]}`],
    [escapeMarkdown(headline.sentence)],
    [`Base: ${escapeMarkdown(base)}; head: ${escapeMarkdown(head)}`],
    ...(suite === null
      ? [table(gated), gated.flatMap((one) => comparisonNote(one))]
      : suiteMarkdown(suite)),
    ...explanationsMarkdown(facts),
    ...(suite === null ? [] : folded(`${plural(gated.length, 'metric')} compared`, table(gated))),
    ...folded(`${plural(others.length, 'metric')} beside, not gated`, table(others)),
    ...folded('How it was decided, and how to measure it again', howMarkdown(facts)),
    recordsMarkdown(records),
    footnotesMarkdown(footnotes),
    nextMarkdown(next),
  ];
}

function table(comparisons: readonly ComparisonFact[]): readonly string[] {
  return markdownTable(
    COMPARISON_COLUMNS,
    comparisons.map((one) => comparisonRow(one)),
  );
}

function folded(title: string, body: readonly string[]): readonly (readonly string[])[] {
  if (body.length === 0) return [];
  return [['<details>', `<summary>${title}</summary>`], body, ['</details>']];
}

/** More commands than these differ in the name of the scenario only. */
const MOST_COMMANDS = 20;

/** Rules and commands of a live comparison. */
export function howMarkdown({ decided, scenarios }: ComparisonFacts): readonly string[] {
  const commands = scenarios.flatMap(({ reproduce }) => reproduce ?? []);
  if (decided.length === 0 && commands.length === 0) return [];
  const floors = scenarios.some(({ floor }) => floor !== '')
    ? ['*Sees* is the smallest change that these pairs can show.']
    : [];
  return [
    // Sentences of our own, with no text of others in them.
    [...decided, ...floors].join(' '),
    ...(commands.length === 0 ? [] : ['', ...codeBlock(commands.slice(0, MOST_COMMANDS), 'sh')]),
  ];
}

/** More records than these are named in JSON only. */
const NAMED_RECORDS = 24;

function recordsMarkdown(records: readonly string[]): readonly string[] {
  if (records.length === 0) return [];
  if (records.length > NAMED_RECORDS) return [plural(records.length, 'record')];
  return [`Records: ${records.map(inlineCode).join(', ')}`];
}
