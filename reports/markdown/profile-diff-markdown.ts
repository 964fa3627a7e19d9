import type { ProfileDiffReport } from '../../harness/model/documents/profile-diff-document.ts';
import type { ProfileDiffFacts } from '../facts/profile/profile-diff-facts.ts';
import { footnotesMarkdown, nextMarkdown } from './closing-markdown.ts';
import { differenceTable } from './difference-markdown.ts';
import { escapeMarkdown, inlineCode } from './escape.ts';

export const PROFILE_DIFF_BADGES: Readonly<Record<ProfileDiffReport['state'], string>> = {
  completed: '🔥 Difference',
  failed: '❌ Failed',
  interrupted: '⚠️ Interrupted',
};

/** Two profiled sides for job summaries and pull requests. */
export function profileDiffMarkdown(facts: ProfileDiffFacts): readonly (readonly string[])[] {
  const { headline, base, head, difference, notes, footnotes, next, id } = facts;
  return [
    [`### ${PROFILE_DIFF_BADGES[headline.word]}`],
    [escapeMarkdown(headline.sentence)],
    [`Base: ${escapeMarkdown(base)}; head: ${escapeMarkdown(head)}`],
    difference === null ? [] : differenceTable(difference),
    footnotesMarkdown(footnotes),
    nextMarkdown(next),
    difference === null ? [] : [escapeMarkdown(difference.note)],
    [`${escapeMarkdown(notes.join(' '))} Profile ${inlineCode(id)}.`],
  ];
}
