import type {
  ProfileSection,
  ProfileShare,
} from '../../../harness/model/documents/profile-document.ts';
import {
  formatCodeLocation,
  formatCodeOwner,
} from '../../display-facts/profile/format-code-location.ts';

import type { Fact, TableBlock } from '../../format-independent-report-view.ts';
import { formatShare } from '../../format-quantity.ts';
import { createFact, createTable } from '../../report-block-builders.ts';
import { printable } from '../../text/printable-text.ts';

export type NamedHotSpot = ReturnType<typeof findHotSpots>[number];

export function findHotSpots(
  { hot_spots: all, functions }: ProfileSection,
  root: string,
  most: number,
) {
  const spots = all.filter(({ self }) => self.median > 0).slice(0, most);
  return spots.map((spot) => {
    const called = functions[spot.function];
    if (called === undefined) throw new TypeError(`there is no function ${spot.function}`);
    return {
      name: printable(called.name),
      /** `src/parse.ts:12`, `lodash/get.js:33`; empty: no source. */
      place: formatCodeLocation(called, root),
      /** `project`, `lodash`, `Node.js`, `native code`, `garbage collection`. */
      owner: formatCodeOwner(called.owner, called.package),
      /** `line 14: 80 %, line 9: 12 %`; empty: the tool does not tell. */
      lines: spot.lines.map(({ line, share }) => `line ${line}: ${formatShare(share)}`).join(', '),
      spot,
    };
  });
}

export function hotSpotTable(
  spots: readonly NamedHotSpot[],
  section: ProfileSection,
  title?: string,
): TableBlock {
  const table = (hasLines: boolean): TableBlock =>
    createTable({
      ...(title !== undefined && { title }),
      noun: 'function',
      rows: spots,
      columns: [
        ['Function', ({ name }) => name, 'code'],
        ['Where', ({ place, owner }) => place || owner, 'code faint'],
        ['Self', ({ spot }) => formatShare(spot.self.median), 'right strong'],
        [shareRangeTitle(section), ({ spot }) => formatShareRange(spot.self), 'right faint'],
        ['Total', ({ spot }) => formatShare(spot.total.median), 'right'],
        hasLines && ['Inside', ({ lines }) => lines, 'faint'],
      ],
    });
  const hasLines = spots.some(({ lines }) => lines !== '');
  return hasLines ? { ...table(true), inTerminal: [table(false)] } : table(false);
}

/** Returns functions for programs; the keyword names what they have in common. */
export function hotSpotAgentFacts(
  keyword: string,
  spots: readonly NamedHotSpot[],
): readonly Fact[] {
  return spots.map(({ name, place, owner, lines, spot: { self, total } }, index) =>
    createFact(keyword, {
      ...{ place: index + 1, function: name, where: place || null, owner },
      ...{ self: self.median, self_low: self.low, self_high: self.high, total: total.median },
      lines: lines || null,
    }),
  );
}

/** Returns `95 % interval`, or `range` if there are too few trials for an interval. */
export function shareRangeTitle({ confidence }: ProfileSection): string {
  return confidence >= 0.95 ? '95 % interval' : 'range';
}

/** Formats `58 … 66 %`; empty for a single trial, which has no range. */
export function formatShareRange({ low, high }: ProfileShare): string {
  return low === high ? '' : `${formatShare(low).replace(/ %$/, '')} … ${formatShare(high)}`;
}

/** Predicates of a profile without a single sample. */
const NOTHING_SEEN: Readonly<Record<NonNullable<ProfileSection['weight']>, string>> = {
  time: 'showed no measurable activity',
  waited: 'showed no measurable waits',
  instructions: 'showed no measurable activity',
  samples: 'showed no measurable activity',
  allocated: 'allocates too little to measure',
  held: 'retains too little memory at the end to measure',
};

/**
 * Share of the first function, without a full stop.
 * @param name - Of the scenario.
 */
export function describeTopHotSpot(
  { weight, unit }: ProfileSection,
  first: NamedHotSpot | undefined,
  name: string,
): string {
  if (first === undefined) return `${name} ${NOTHING_SEEN[weight ?? 'time']}`;
  const { place, spot } = first;
  const where = place === '' ? '' : ` (${place})`;
  const range = formatShareRange(spot.self);
  const share = `${formatShare(spot.self.median)}${range === '' ? '' : ` (${range})`}`;
  const subject = `${first.name}${where}`;
  switch (weight) {
    case 'allocated':
      return `${subject} allocates ${share} of the memory that ${name} allocates`;
    case 'held':
      return `${subject} allocated ${share} of the memory that ${name} retains at the end`;
    case 'waited':
      return `${subject} accounts for ${share} of the waiting time of ${name}`;
    default:
      return weight === 'time' || unit === 'ms'
        ? `${subject} takes ${share} of the busy time of ${name}`
        : `${subject} accounts for ${share} of the profile of ${name}`;
  }
}
