import type { BisectReport } from '../../../harness/model/documents/bisect-document.ts';
import type { ComparedMetricFact } from '../../display-facts/comparison/compared-metric-display-data.ts';
import { formatComparisonSide } from '../../display-facts/comparison/comparison-display-data.ts';
import type { Fact } from '../../format-independent-report-view.ts';
import { createFact } from '../../report-block-builders.ts';
import { printable } from '../../text/printable-text.ts';
import type { Culprit } from './bisect-culprits.ts';

/** More files of a commit than these are counted. */
const MOST_FILES = 20;

export function bisectAgentFacts(
  document: BisectReport,
  { verdict, comparison }: ComparedMetricFact,
  culprits: readonly Culprit[],
): readonly Fact[] {
  const { schema, outcome, over, scenario, metric, good, bad, changes, seed } = document;
  const { ends, steps, estimates, duration_ms, measuring_ms } = document;
  const pairs = document.pairs.ends + document.pairs.search + document.pairs.confirmation;
  return [
    createFact('bisect', {
      ...{
        schema,
        outcome,
        over,
        scenario,
        metric,
        good: formatComparisonSide(good),
        bad: formatComparisonSide(bad),
      },
      ...{ changes: changes.length, seed: String(seed) },
    }),
    ...culprits.flatMap(culpritFacts),
    createFact('ends', { verdict, ...effectOf(comparison), findings: ends.findings.length }),
    ...steps.map(({ at, pairs: measured, ratio, untestable, left, likeliest }, index) =>
      createFact('step', {
        number: index + 1,
        measured: printable(changes[at - 1]?.label ?? ''),
        ...{ pairs: measured.length, ratio, untestable },
        ...{ left_first: left.first, left_last: left.last },
        ...{ likeliest: likeliest.last, probability: likeliest.probability },
      }),
    ),
    createFact('cost', { pairs, duration_ms, measuring_ms }),
    ...estimates.map((estimate) => {
      const { method, pairs: estimated, duration_ms: takes } = estimate;
      return createFact('estimate', { method, pairs: estimated, duration_ms: takes });
    }),
  ];
}

function effectOf({ ratio, low, high, pairs }: ComparedMetricFact['comparison']): Fact['values'] {
  return { ratio, low, high, pairs };
}

function culpritFacts(culprit: Culprit): readonly Fact[] {
  const { changes, files, confirmed, against, comparison } = culprit;
  const judged = { confirmed, against, ...effectOf(comparison.comparison) };
  const paths = files.slice(0, MOST_FILES).join(', ');
  return [
    ...changes.map((change) => createFact('culprit', { ...change, ...judged })),
    ...(files.length === 0 ? [] : [createFact('files', { count: files.length, paths })]),
  ];
}
