import type {
  HotSpot,
  ProfileSection,
  ProfileShare,
} from '../../../harness/model/documents/profile-document.ts';
import { codePlace } from '../../facts/profile/code-place.ts';
import { ownerName } from '../../facts/profile/owner-name.ts';
import { formatShare } from '../../scale.ts';
import { printable } from '../../text/printable.ts';
import type { Fact, TableBlock, TableColumn } from '../../view.ts';

/** A function with its share of a profile. */
export interface NamedSpot {
  readonly name: string;
  /** `src/parse.ts:12`, `lodash/get.js:33`; empty: no source. */
  readonly place: string;
  /** `project`, `lodash`, `Node.js`, `native code`, `garbage collection`. */
  readonly owner: string;
  /** `line 14: 80 %, line 9: 12 %`; empty: the tool does not tell. */
  readonly lines: string;
  readonly spot: HotSpot;
}

const RIGHT = { align: 'right' } as const;

/** The functions with the largest own shares. */
export function hotSpots(
  { hot_spots: all, functions }: ProfileSection,
  root: string,
  most: number,
): readonly NamedSpot[] {
  const spots = all.filter(({ self }) => self.median > 0).slice(0, most);
  return spots.map((spot) => {
    const called = functions[spot.function];
    if (called === undefined) throw new TypeError(`there is no function ${spot.function}`);
    return {
      name: printable(called.name),
      place: codePlace(called, root),
      owner: ownerName(called.owner, called.package),
      lines: spot.lines.map(({ line, share }) => `line ${line}: ${formatShare(share)}`).join(', '),
      spot,
    };
  });
}

/** Functions with their own and their total shares. */
export function spotTable(
  spots: readonly NamedSpot[],
  section: ProfileSection,
  title: string | null,
): TableBlock {
  const columns: readonly TableColumn[] = [
    { title: 'Function', isCode: true },
    { title: 'Where', isCode: true },
    { title: 'Self', ...RIGHT },
    { title: rangeTitle(section), ...RIGHT },
    { title: 'Total', ...RIGHT },
  ];
  const rows = spots.map(({ name, place, owner, spot: { self, total } }) => [
    name,
    { text: place === '' ? owner : place, tone: 'faint' as const },
    { text: formatShare(self.median), tone: 'strong' as const },
    { text: rangeText(self), tone: 'faint' as const },
    formatShare(total.median),
  ]);
  const table: TableBlock = { type: 'table', title, noun: 'function', columns, rows };
  if (spots.every(({ lines }) => lines === '')) return table;
  return {
    ...table,
    columns: [...columns, { title: 'Inside' }],
    rows: rows.map((row, index) => [
      ...row,
      { text: spots[index]?.lines ?? '', tone: 'faint' as const },
    ]),
    inTerminal: [table],
  };
}

/** Functions for programs; the keyword says what they have in common. */
export function spotFacts(keyword: string, spots: readonly NamedSpot[]): readonly Fact[] {
  return spots.map(({ name, place, owner, lines, spot: { self, total } }, index) => ({
    keyword,
    values: {
      place: index + 1,
      function: name,
      where: place === '' ? null : place,
      owner,
      self: self.median,
      self_low: self.low,
      self_high: self.high,
      total: total.median,
      lines: lines === '' ? null : lines,
    },
  }));
}

/** `95 % interval`, or `range` where there are too few trials for one. */
export function rangeTitle({ confidence }: ProfileSection): string {
  return confidence >= 0.95 ? '95 % interval' : 'range';
}

/** `58 … 66 %`; empty where a single trial gives none. */
export function rangeText({ low, high }: ProfileShare): string {
  return low === high ? '' : `${formatShare(low).replace(/ %$/, '')} … ${formatShare(high)}`;
}
