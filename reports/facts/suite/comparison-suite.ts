import type { Comparison } from '../../../harness/model/documents/document.ts';
import { printable } from '../../text/printable.ts';
import type { ComparisonFact } from '../comparison/comparison-fact.ts';
import {
  isSuite,
  type SuiteEntry,
  type SuiteFacts,
  type SuiteKind,
  suiteFacts,
} from './suite-facts.ts';

/** What becomes of each verdict: a row of this kind, or a count. */
const PLACES: Readonly<Record<Comparison['verdict'], SuiteKind | null>> = {
  regressed: 'worse',
  incomparable: 'trouble',
  improved: 'better',
  inconclusive: 'undecided',
  unchanged: null,
  'same inputs': null,
};

const TITLES = { worse: 'regressed', trouble: 'not comparable' };

/** The gated metrics of a comparison of many scenarios; null: there are few, which are told in full. */
export function comparisonSuite(comparisons: readonly ComparisonFact[]): SuiteFacts | null {
  if (!isSuite(comparisons)) return null;
  const gated = comparisons.filter(({ comparison }) => comparison.gated);
  return suiteFacts(gated.map(entryOf), TITLES);
}

function entryOf(fact: ComparisonFact): SuiteEntry {
  const kind = PLACES[fact.verdict];
  if (kind === null) return { counted: countedFact(fact) };
  const { scenario, metric, comparison } = fact;
  const isChange = kind === 'worse' || kind === 'better';
  const rest = isChange ? `${fact.base} to ${fact.head}` : openText(fact, comparison.reason);
  return { kind, row: { scenario, subject: metric, ...amountOf(fact), rest }, fact };
}

/** Change and interval, where there are any. */
export function amountOf(fact: ComparisonFact): {
  readonly change: string;
  readonly interval: string;
} {
  const isKnown = fact.verdict !== 'incomparable';
  return { change: isKnown ? fact.change : '', interval: isKnown ? fact.interval : '' };
}

/** What would decide it, or why nothing would. */
export function openText({ takes }: ComparisonFact, reason: string | null): string {
  if (takes !== '') return takes;
  return printable(reason ?? '') || 'no reason was given';
}

/** What is counted says what it was held against: `unchanged within ± 2 %`. */
export function countedFact({ verdict, margin, comparison }: ComparisonFact): string {
  if (verdict === 'same inputs') return 'with the same inputs';
  return comparison.margin === 0 ? verdict : `${verdict} within ${margin}`;
}
