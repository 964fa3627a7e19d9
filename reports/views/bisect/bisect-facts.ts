import type { BisectReport, BisectStep } from '../../../harness/model/documents/bisect-document.ts';
import type { ComparisonFact } from '../../facts/comparison/comparison-fact.ts';
import { sideText } from '../../facts/comparison/side-text.ts';
import { printable } from '../../text/printable.ts';
import type { Fact } from '../../view.ts';
import type { Culprit } from './bisect-culprits.ts';

/** More files of a commit than these are counted. */
const MOST_FILES = 20;

/** A bisection as keywords with values. */
export function bisectFacts(
  document: BisectReport,
  { verdict, comparison }: ComparisonFact,
  culprits: readonly Culprit[],
): readonly Fact[] {
  const { schema, outcome, over, scenario, metric, good, bad, changes, seed } = document;
  const { ends, steps, estimates, duration_ms, measuring_ms } = document;
  const pairs = document.pairs.ends + document.pairs.search + document.pairs.confirmation;
  return [
    {
      keyword: 'bisect',
      values: {
        ...{ schema, outcome, over, scenario, metric, good: sideText(good), bad: sideText(bad) },
        ...{ changes: changes.length, seed: String(seed) },
      },
    },
    ...culprits.flatMap(culpritFacts),
    {
      keyword: 'ends',
      values: { verdict, ...effectOf(comparison), findings: ends.findings.length },
    },
    ...steps.map((step, index) => stepFact(document, step, index + 1)),
    { keyword: 'cost', values: { pairs, duration_ms, measuring_ms } },
    ...estimates.map((estimate) => ({
      keyword: 'estimate',
      values: {
        method: estimate.method,
        pairs: estimate.pairs,
        duration_ms: estimate.duration_ms,
      },
    })),
  ];
}

function effectOf({ ratio, low, high, pairs }: ComparisonFact['comparison']): Fact['values'] {
  return { ratio, low, high, pairs };
}

function culpritFacts({
  changes,
  files,
  confirmed,
  against,
  comparison,
}: Culprit): readonly Fact[] {
  const judged = { confirmed, against, ...effectOf(comparison.comparison) };
  const paths = files.slice(0, MOST_FILES).join(', ');
  return [
    ...changes.map((change) => ({ keyword: 'culprit', values: { ...change, ...judged } })),
    ...(files.length === 0 ? [] : [{ keyword: 'files', values: { count: files.length, paths } }]),
  ];
}

function stepFact({ changes }: BisectReport, step: BisectStep, number: number): Fact {
  const { at, pairs, ratio, untestable, left, likeliest } = step;
  return {
    keyword: 'step',
    values: {
      number,
      measured: printable(changes[at - 1]?.label ?? ''),
      pairs: pairs.length,
      ratio,
      untestable,
      left_first: left.first,
      left_last: left.last,
      likeliest: likeliest.last,
      probability: likeliest.probability,
    },
  };
}
