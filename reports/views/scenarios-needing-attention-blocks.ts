import type { Refusal } from '../../harness/model/documents/gate-document.ts';
import {
  type ComparedMetricFact,
  formatVerdictReason,
} from '../display-facts/comparison/compared-metric-display-data.ts';
import { compareBySeverity } from '../display-facts/large-suite-threshold-and-severity-order.ts';
import type { Block, OutcomeSign } from '../format-independent-report-view.ts';
import { formatDuration, formatShare } from '../format-quantity.ts';
import { createTable } from '../report-block-builders.ts';
import { formatGroupedNumber, joinTexts, plural } from '../text/sentence-parts.ts';

interface Kind {
  readonly sign: OutcomeSign;
  /** Absent: a comparison and a gate have names of their own. */
  readonly title?: string;
  /** Meaning of `rest` in its rows. */
  readonly heading: string;
  /** Maximum number of rows in a terminal; lower for kinds that need no action. */
  readonly most: number;
}

/** Properties shared by the rows of a group, in reading order. */
const KINDS = {
  worse: { sign: '✗', heading: 'Base to head', most: 40 },
  trouble: { sign: '!', heading: 'Why', most: 20 },
  warned: { sign: '!', title: 'over a warn-only limit', heading: 'Budget', most: 20 },
  better: { sign: '✓', title: 'improved', heading: 'Base to head', most: 20 },
  undecided: { sign: '?', title: 'inconclusive', heading: 'Needed for a verdict', most: 15 },
  tight: {
    sign: '?',
    title: 'inconclusive: limit too tight for this machine',
    heading: 'Tightest limit',
    most: 15,
  },
} as const satisfies Readonly<Record<string, Kind>>;

export type SuiteKind = keyof typeof KINDS;

/** Number of rows beyond which rows that need no action are folded. */
const LONG = 10;
interface SuiteRow {
  readonly kind: SuiteKind;
  readonly scenario: string;
  /** A metric, or a budget such as `wall_time < 2 ms`; empty: the scenario as a whole. */
  readonly subject: string;
  /** `10.2 ms to 11.4 ms`, pairs needed to decide, or the reason why it was not measured. */
  readonly rest: string;
  /** The comparison with its change and interval; null: there is none. */
  readonly fact: ComparedMetricFact | null;
  /** Why its limit is too tight; absent: it is not. */
  readonly refusal?: Refusal | null | undefined;
}

export type SuiteEntry = SuiteRow | { readonly counted: string };

interface SuiteOptions {
  /** Singular noun of a row. */
  readonly noun: string;
  readonly titles: Readonly<Record<'worse' | 'trouble', string>>;
  /** Returns the id of the page section with all details of a scenario; null: there is none. */
  readonly idOf: (scenario: string) => string | null;
}

export function suiteBlocks(
  entries: readonly SuiteEntry[],
  options: SuiteOptions,
): readonly Block[] {
  const rows = entries.filter((entry) => 'kind' in entry);
  // A subject that all have takes no column.
  const subjects = new Set(rows.map(({ subject }) => subject));
  const [common = ''] = subjects.size === 1 ? subjects : [];
  const counted = Map.groupBy(
    entries.flatMap((entry) => ('counted' in entry ? entry.counted : [])),
    (what) => what,
  );
  const counts = [...counted].map(([what, all]) => `${formatGroupedNumber(all.length)} ${what}`);
  return [
    ...(Object.keys(KINDS) as SuiteKind[]).flatMap((kind) => {
      const own = rows.filter((row) => row.kind === kind).toSorted(compareBySeverity);
      return own.length === 0 ? [] : [groupBlock(kind, own, common, options)];
    }),
    { type: 'text', weight: 'always', sign: '=', text: counts.join(', ') },
  ];
}

function groupBlock(
  kind: SuiteKind,
  rows: readonly SuiteRow[],
  common: string,
  { noun, titles, idOf }: SuiteOptions,
): Block {
  const { sign, most, heading } = KINDS[kind];
  // Confirmed changes are emphasized, estimates that further pairs may reverse are not.
  const isOpen = kind === 'undecided' || kind === 'tight';
  const name = kind === 'worse' || kind === 'trouble' ? titles[kind] : KINDS[kind].title;
  const takes = kind === 'undecided' ? takesText(rows) : '';
  const title = `${formatGroupedNumber(rows.length)} ${name}${takes}${holdsText(rows)}`;
  const block = { weight: 'always', sign, noun, most } as const;
  // Reasons are too long for a column.
  if (kind === 'trouble') {
    const items = rows.map(({ scenario, subject, rest }) => ({
      text: joinTexts([scenario, subject, rest], ': '),
    }));
    return { ...block, type: 'list', title, items };
  }
  return createTable({
    ...block,
    title: common === '' ? title : `${title} (${common})`,
    isFolded: isOpen && rows.length > LONG,
    rows: rows.map((row) => ({ ...row, known: knownAmount(row.fact) })),
    columns: [
      ['Scenario', ({ scenario }) => ({ text: scenario, target: idOf(scenario) }), 'name'],
      common === '' && ['Metric', ({ subject }) => subject],
      ['Change', ({ known }) => known.change, isOpen ? 'right' : 'right strong'],
      ['Interval', ({ known }) => known.interval, 'right faint'],
      [heading, ({ rest }) => rest],
    ],
  });
}

function knownAmount(
  fact: ComparedMetricFact | null,
): Pick<ComparedMetricFact, 'change' | 'interval'> {
  return fact === null || fact.verdict === 'incomparable' ? { change: '', interval: '' } : fact;
}

/** Returns what is needed for a decision, or why none is possible. */
export function describeMissingEvidence(
  { takes }: ComparedMetricFact,
  reason: string | null,
): string {
  return takes === '' ? formatVerdictReason(reason) : takes;
}

/** Returns the words for a counted comparison, with its margin: `unchanged within ± 2 %`. */
export function formatCountLabel({ verdict, margin, comparison }: ComparedMetricFact): string {
  if (verdict === 'same inputs') return 'with the same inputs';
  return comparison.margin === 0 ? verdict : `${verdict} within ${margin}`;
}

/** Returns the limit wide enough for all rows with too tight a limit, and the time needed. */
function holdsText(rows: readonly SuiteRow[]): string {
  const refusals = rows.flatMap(({ refusal }) => refusal ?? []);
  if (refusals.length === 0) return '';
  const floor = Math.max(...refusals.map((refusal) => refusal.floor));
  const pairs = Math.max(...refusals.map((refusal) => refusal.most_pairs));
  const timeMs = rows.reduce(
    (sum, { refusal, fact }) => sum + (refusal?.most_pairs ?? 0) * (fact?.pairMs ?? 0),
    0,
  );
  const time = timeMs === 0 ? '' : `, ${secondsText(timeMs)}`;
  return `; a limit of ± ${formatShare(floor)} can be verified with ${plural(pairs, 'pair')} for each check${time}`;
}

/** Returns the pairs and time needed to decide all rows, as far as known. */
function takesText(rows: readonly SuiteRow[]): string {
  const known = rows.flatMap(({ fact }) => {
    const { takesPairs = null, pairMs = null } = fact ?? {};
    if (fact === null || takesPairs === null || pairMs === null) return [];
    return { pairs: takesPairs, pairMs, isLeast: fact.comparison.needed_pairs === null };
  });
  if (known.length === 0) return '';
  const time = secondsText(known.reduce((sum, { pairs, pairMs }) => sum + pairs * pairMs, 0));
  const count = plural(
    known.reduce((sum, { pairs }) => sum + pairs, 0),
    'pair',
  );
  const all = known.length === 1 ? 'it' : 'them';
  const which = known.length === rows.length ? all : `${formatGroupedNumber(known.length)} of them`;
  return known.some(({ isLeast }) => isLeast)
    ? `: at least ${count} needed for a verdict on ${which}, ${time}`
    : `: about ${count} needed for a verdict on ${which}, ${time}`;
}

function secondsText(timeMs: number): string {
  return formatDuration(Math.ceil(timeMs / 1_000) * 1_000);
}
