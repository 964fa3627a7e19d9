import type { ProfileReport } from '../../harness/model/profile-document.ts';
import type { HotSpotFact, ProfileFacts } from '../facts/profile-facts.ts';
import { footnotesMarkdown, nextMarkdown } from './closing-markdown.ts';
import { escapeMarkdown, inlineCode } from './escape.ts';
import { type MarkdownColumn, markdownTable } from './table.ts';

export const PROFILE_BADGES: Readonly<Record<ProfileReport['state'], string>> = {
  completed: '🔥 Profile',
  failed: '❌ Failed',
  interrupted: '⚠️ Interrupted',
};

export const spotColumns = ({ rangeTitle }: ProfileFacts): readonly MarkdownColumn[] => [
  { title: 'Self', align: 'right' },
  { title: rangeTitle, align: 'right' },
  { title: 'Total', align: 'right' },
  { title: 'Function', align: 'left' },
  { title: 'Where', align: 'left' },
];

/** A profile for job summaries and pull requests. */
export function profileMarkdown(facts: ProfileFacts): readonly (readonly string[])[] {
  const { headline, spots, notes, footnotes, next, id } = facts;
  return [
    [`### ${PROFILE_BADGES[headline.word]}`],
    [escapeMarkdown(headline.sentence)],
    spots.length === 0 ? [] : markdownTable(spotColumns(facts), spots.map(spotRow)),
    ownersMarkdown(facts),
    footnotesMarkdown(footnotes),
    nextMarkdown(next),
    [`${escapeMarkdown(notes.join(' '))} Profile ${inlineCode(id)}.`],
  ];
}

export function ownersMarkdown({ owners }: ProfileFacts): readonly string[] {
  if (owners.length === 0) return [];
  const parts = owners.map(({ owner, share }) => `${owner} ${share.center}`);
  return [`Whose code: ${escapeMarkdown(parts.join(', '))}.`];
}

export function spotRow({ self, total, name, place, owner }: HotSpotFact): readonly string[] {
  return [
    ...[self.center, self.range, total.center].map(escapeMarkdown),
    inlineCode(name),
    place === '' ? escapeMarkdown(owner) : inlineCode(place),
  ];
}
