import type { PatchFacts, PatchRow, PatchStanding } from '../facts/patch/patch-facts.ts';
import { footnotesMarkdown, nextMarkdown } from './closing-markdown.ts';
import { codeBlock, escapeMarkdown } from './escape.ts';
import { type MarkdownColumn, markdownTable } from './table.ts';

export const PATCH_SIGNS: Readonly<Record<PatchStanding, string>> = {
  good: '✅',
  bad: '❌',
  unknown: '❔',
};

export const PATCH_COLUMNS: readonly MarkdownColumn[] = [
  { title: '' },
  { title: 'Looked at' },
  { title: 'Found' },
];

/** What is known of a patch, for job summaries and pull requests. */
export function patchMarkdown(facts: PatchFacts): readonly (readonly string[])[] {
  const { headline, title, about, rows, assumes, test, footnotes, next } = facts;
  return [
    [`### ${PATCH_SIGNS[headline.standing]} ${escapeMarkdown(title)}`],
    [escapeMarkdown(headline.sentence)],
    [escapeMarkdown(about)],
    markdownTable(PATCH_COLUMNS, rows.map(patchRow)),
    assumes.length === 0
      ? []
      : ['It assumes:', '', ...assumes.map((text) => `- ${escapeMarkdown(text)}`)],
    test === null
      ? []
      : ['A test of the difference, to keep:', '', ...codeBlock(test.trimEnd().split('\n'), 'js')],
    footnotesMarkdown(footnotes),
    nextMarkdown(next),
  ];
}

export function patchRow({ name, standing, text }: PatchRow): readonly string[] {
  return [PATCH_SIGNS[standing], escapeMarkdown(name), escapeMarkdown(text)];
}
