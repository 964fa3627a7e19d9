import type { BisectReport } from '../../../harness/model/documents/bisect-document.ts';
import {
  type Comparison,
  type ComparisonReport,
  INCOMPARABLE,
} from '../../../harness/model/documents/document.ts';
import { type ComparisonFact, comparisonFact } from '../../facts/comparison/comparison-fact.ts';
import { printable, printableTexts } from '../../text/printable.ts';

/** Result of a search, measured again. */
export type Culprit = ReturnType<typeof bisectCulprits>[number];

/** Every answer that was measured again; the last one decides. */
export function bisectCulprits(document: BisectReport) {
  return document.confirmations.map(({ first, last, files, against, comparison, confirmed }) => {
    const changes = document.changes.slice(first - 1, last);
    const parent = changes.length === 1 ? 'its parent' : 'the commit before them';
    const before = document.over === 'commits' ? parent : 'the same without it';
    return {
      /** One, or all that could not be told apart, oldest first. */
      changes: printableTexts(changes),
      files: files.map(printable),
      /** Against what it was measured: `its parent`, `none of the changes`. */
      against: against === 'parent' ? before : 'none of the changes',
      confirmed,
      comparison: followedComparison(document, comparison),
    };
  });
}

/** The metric that the bisection follows, in one of its comparisons. */
export function followedComparison(
  document: BisectReport,
  { comparisons }: ComparisonReport,
): ComparisonFact {
  const own = comparisons.find(
    ({ metric, scenario }) => metric === document.metric && scenario === document.scenario,
  );
  const { scenario, metric, unit } = document;
  const unmeasured: Comparison = {
    ...{ scenario, metric, unit, ...INCOMPARABLE },
    ...{ reason: 'it was not measured', margin: 0, gated: true },
  };
  return comparisonFact(own ?? unmeasured);
}
