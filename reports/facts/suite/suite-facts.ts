import type { Refusal } from '../../../harness/model/documents/gate-document.ts';
import { formatDuration, formatShare } from '../../scale.ts';
import { groupedNumber, plural } from '../../text/plural.ts';
import type { ComparisonFact } from '../comparison/comparison-fact.ts';

/** What the rows of a group have in common, in the order in which they are read. */
export const SUITE_KINDS = [
  /** Confirmed to be worse, or a broken budget. */
  'worse',
  /** It could not be measured, or not compared. */
  'trouble',
  /** A broken budget that only warns. */
  'warned',
  'better',
  'undecided',
  /** The limit that was asked for is below what the machine can show. */
  'tight',
] as const;
export type SuiteKind = (typeof SUITE_KINDS)[number];

/** One metric of one scenario in a line. */
export interface SuiteRow {
  readonly scenario: string;
  /** A metric, or a budget such as `wall_time < 2 ms`; empty: the scenario as a whole. */
  readonly subject: string;
  /** `+12.4 %`; may be empty. */
  readonly change: string;
  /** `+9.8 … +15.1 %`; may be empty. */
  readonly interval: string;
  /** `10.2 ms to 11.4 ms`; what would decide it; or why it could not be measured. */
  readonly rest: string;
}

export interface SuiteGroup {
  readonly kind: SuiteKind;
  /** `2 regressed`, `6 undecided: about 240 pairs would decide them, 4 min`. */
  readonly title: string;
  /** What `rest` is in its rows: `base to head`. */
  readonly heading: string;
  /** More rows than anyone reads of those that nobody has to act on. */
  readonly isLong: boolean;
  /** At least one. */
  readonly rows: readonly SuiteRow[];
}

/** A comparison or a gate of many scenarios: who needs a look in a line each, the others counted. */
export interface SuiteFacts {
  /** In the order of `SUITE_KINDS`; none is empty. */
  readonly groups: readonly SuiteGroup[];
  /** What has no row: `41 unchanged`, `1 new`. */
  readonly counts: readonly string[];
}

/** What is said of both a comparison and a gate. */
const TITLES = {
  warned: 'over a limit that only warns',
  better: 'improved',
  undecided: 'undecided',
  tight: 'undecided, by a limit too tight for this machine',
};

const HEADINGS: Readonly<Record<SuiteKind, string>> = {
  worse: 'base to head',
  trouble: 'why',
  warned: 'budget',
  better: 'base to head',
  undecided: 'what would decide it',
  tight: 'limit that this machine can hold',
};

/** Rows that nobody has to act on are folded beyond these. */
const LONG = 10;

/** So many scenarios are told in full. */
const FEW = 12;

/** Whether there are so many scenarios that one is told in a line. */
export function isSuite(things: readonly { readonly scenario: string }[]): boolean {
  return new Set(things.map(({ scenario }) => scenario)).size > FEW;
}

/** What a thing that was judged comes to in a suite: a row, or one more of what is counted. */
export type SuiteEntry =
  | {
      readonly kind: SuiteKind;
      readonly row: SuiteRow;
      /** What it rests on; null: on no comparison. */
      readonly fact: ComparisonFact | null;
      /** Why its limit is too tight; absent: it is not. */
      readonly refusal?: Refusal;
    }
  /** `unchanged`; `budgets kept`. */
  | { readonly counted: string };

/**
 * Groups, in each of which the farthest to the worse comes first, and counts.
 * @param called - What a change to the worse and trouble are called.
 */
export function suiteFacts(
  entries: readonly SuiteEntry[],
  called: Readonly<Record<'worse' | 'trouble', string>>,
): SuiteFacts {
  const titles: Readonly<Record<SuiteKind, string>> = { ...TITLES, ...called };
  const groups = SUITE_KINDS.flatMap((kind): readonly SuiteGroup[] => {
    const own = entries
      .flatMap((one) => ('kind' in one && one.kind === kind ? [one] : []))
      .toSorted((one, other) => leaning(other.fact) - leaning(one.fact));
    if (own.length === 0) return [];
    const title = `${groupedNumber(own.length)} ${titles[kind]}`;
    const takes = kind === 'undecided' ? takesText(own.map(({ fact }) => fact)) : '';
    const holds = holdsText(own);
    const isLong = (kind === 'undecided' || kind === 'tight') && own.length > LONG;
    const rows = own.map(({ row }) => row);
    return [{ kind, title: title + takes + holds, heading: HEADINGS[kind], isLong, rows }];
  });
  const counted = Map.groupBy(
    entries.flatMap((one) => ('counted' in one ? [one.counted] : [])),
    (what) => what,
  );
  const counts = [...counted].map(([what, all]) => `${groupedNumber(all.length)} ${what}`);
  return { groups, counts };
}

/** What has no estimate stands behind all others. */
const MOST_LEANING = 1e9;

/** How far the estimate lies to the worse; of improvements, to the better. */
export function leaning(fact: ComparisonFact | null): number {
  if (fact === null || fact.comparison.ratio === null) return -MOST_LEANING;
  const { ratio, direction, verdict } = fact.comparison;
  const isShown = direction === 'worse' || verdict === 'improved';
  return isShown ? Math.abs(Math.log(ratio)) : -Math.abs(Math.log(ratio));
}

/** The limit that could be held for all whose own is too tight, and the time that it would take. */
function holdsText(entries: readonly Extract<SuiteEntry, { readonly kind: SuiteKind }>[]): string {
  const refusals = entries.flatMap(({ refusal }) => refusal ?? []);
  if (refusals.length === 0) return '';
  const floor = Math.max(...refusals.map((one) => one.floor));
  const pairs = Math.max(...refusals.map((one) => one.most_pairs));
  const timeMs = entries.reduce(
    (sum, { refusal, fact }) => sum + (refusal?.most_pairs ?? 0) * (fact?.pairMs ?? 0),
    0,
  );
  const time = timeMs === 0 ? '' : `, ${formatDuration(wholeSeconds(timeMs))}`;
  return `; ± ${formatShare(floor)} could be held, with ${plural(pairs, 'pair')} each${time}`;
}

/** What it would take to decide all of them, as far as that is known. */
function takesText(facts: readonly (ComparisonFact | null)[]): string {
  let pairs = 0;
  let timeMs = 0;
  let known = 0;
  let isLeast = false;
  for (const fact of facts) {
    if (fact === null || fact.takesPairs === null || fact.pairMs === null) continue;
    pairs += fact.takesPairs;
    timeMs += fact.takesPairs * fact.pairMs;
    known += 1;
    isLeast ||= fact.comparison.needed_pairs === null;
  }
  if (known === 0) return '';
  const time = formatDuration(wholeSeconds(timeMs));
  const count = plural(pairs, 'pair');
  const all = known === 1 ? 'it' : 'them';
  const which = known === facts.length ? all : `${groupedNumber(known)} of them`;
  return isLeast
    ? `: it takes at least ${count} for ${which}, ${time}`
    : `: about ${count} would decide ${which}, ${time}`;
}

function wholeSeconds(timeMs: number): number {
  return Math.ceil(timeMs / 1_000) * 1_000;
}
