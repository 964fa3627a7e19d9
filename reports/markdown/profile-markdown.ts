import type { ProfileReport } from '../../harness/model/documents/profile-document.ts';
import type { CallFacts } from '../facts/profile/call-facts.ts';
import type { HotSpotFact, ProfileFacts } from '../facts/profile/profile-facts.ts';
import { footnotesMarkdown, nextMarkdown } from './closing-markdown.ts';
import { cellCode, escapeMarkdown, inlineCode } from './escape.ts';
import { mapMarkdown } from './map-markdown.ts';
import { type MarkdownColumn, markdownTable } from './table.ts';
import { telemetryMarkdown } from './telemetry-markdown.ts';

export const PROFILE_BADGES: Readonly<Record<ProfileReport['state'], string>> = {
  completed: '🔥 Profile',
  failed: '❌ Failed',
  interrupted: '⚠️ Interrupted',
};

export const spotColumns = ({
  rangeTitle,
}: Pick<ProfileFacts, 'rangeTitle'>): readonly MarkdownColumn[] => [
  { title: 'Self', align: 'right' },
  { title: rangeTitle, align: 'right' },
  { title: 'Total', align: 'right' },
  { title: 'Function', align: 'left' },
  { title: 'Where', align: 'left' },
];

/** A profile for job summaries and pull requests. */
export function profileMarkdown(facts: ProfileFacts): readonly (readonly string[])[] {
  const { headline, map, busySentence, spots, notes, footnotes, next, id } = facts;
  return [
    [`### ${PROFILE_BADGES[headline.word]}`],
    [escapeMarkdown(headline.sentence)],
    ...(map === null ? [] : mapMarkdown(map)),
    busySentence === null ? [] : [escapeMarkdown(busySentence)],
    spots.length === 0 ? [] : markdownTable(spotColumns(facts), spots.map(spotRow)),
    ownersMarkdown(facts),
    ...memoryMarkdown(facts),
    ...callsMarkdown(facts),
    ...telemetryMarkdown(facts.telemetry),
    footnotesMarkdown(footnotes),
    nextMarkdown(next),
    [`${escapeMarkdown(notes.join(' '))} Profile ${inlineCode(id)}.`],
  ];
}

/** What memory shows beside the time. */
export function memoryMarkdown({ memory }: ProfileFacts): readonly (readonly string[])[] {
  if (memory === null) return [];
  const { sentence, spots, notes } = memory;
  return [
    [escapeMarkdown(sentence)],
    spots.length === 0 ? [] : markdownTable(spotColumns(memory), spots.map(spotRow)),
    notes.length === 0 ? [] : [escapeMarkdown(notes.join(' '))],
  ];
}

/** What functions told of their calls. */
export function callsMarkdown({
  calls,
}: Pick<ProfileFacts, 'calls'>): readonly (readonly string[])[] {
  if (calls === null) return [];
  const { title, rows, notes } = calls;
  return [
    [`**${escapeMarkdown(title)}**`],
    rows.length === 0 ? [] : markdownTable(CALL_COLUMNS, rows.map(callRow)),
    [escapeMarkdown(notes.join(' '))],
  ];
}

export const CALL_COLUMNS: readonly MarkdownColumn[] = [
  { title: 'Time', align: 'right' },
  { title: 'Self', align: 'right' },
  { title: 'Calls', align: 'right' },
  { title: 'Function', align: 'left' },
  { title: 'Where', align: 'left' },
  { title: '', align: 'left' },
];

export function callRow(fact: CallFacts['rows'][number]): readonly string[] {
  const { time, self, calls, name, place, does } = fact;
  return [
    ...[time, self, calls].map(escapeMarkdown),
    cellCode(name),
    cellCode(place),
    escapeMarkdown(does),
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
    cellCode(name),
    place === '' ? escapeMarkdown(owner) : cellCode(place),
  ];
}
