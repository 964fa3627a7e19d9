import type {
  BisectConfirmation,
  BisectedChange,
  BisectReport,
} from '../../../harness/model/documents/bisect-document.ts';
import {
  type Comparison,
  type ComparisonReport,
  INCOMPARABLE,
} from '../../../harness/model/documents/document.ts';
import { type ComparisonFact, comparisonFact } from '../../facts/comparison/comparison-fact.ts';
import { printable, printableTexts } from '../../text/printable.ts';

/** Result of a search, measured again. */
export interface Culprit {
  /** One, or all that could not be told apart, oldest first. */
  readonly changes: readonly BisectedChange[];
  readonly files: readonly string[];
  /** Against what it was measured: `its parent`, `none of the changes`. */
  readonly against: string;
  readonly confirmed: boolean;
  readonly comparison: ComparisonFact;
}

/** Every answer that was measured again; the last one decides. */
export function bisectCulprits(document: BisectReport): readonly Culprit[] {
  return document.confirmations.map((confirmation) => culpritOf(document, confirmation));
}

function culpritOf(document: BisectReport, confirmation: BisectConfirmation): Culprit {
  const { first, last, files, against, comparison, confirmed } = confirmation;
  const changes = document.changes.slice(first - 1, last);
  const parent = changes.length === 1 ? 'its parent' : 'the commit before them';
  const before = document.over === 'commits' ? parent : 'the same without it';
  return {
    changes: printableTexts(changes),
    files: files.map(printable),
    against: against === 'parent' ? before : 'none of the changes',
    confirmed,
    comparison: followedComparison(document, comparison),
  };
}

/** The metric that the bisection follows, in one of its comparisons. */
export function followedComparison(
  document: BisectReport,
  { comparisons }: ComparisonReport,
): ComparisonFact {
  const own = comparisons.find(
    ({ metric, scenario }) => metric === document.metric && scenario === document.scenario,
  );
  return comparisonFact(own ?? nothingKnown(document));
}

function nothingKnown({ scenario, metric, unit }: BisectReport): Comparison {
  return {
    scenario,
    metric,
    unit,
    ...INCOMPARABLE,
    reason: 'it was not measured',
    margin: 0,
    gated: true,
  };
}
