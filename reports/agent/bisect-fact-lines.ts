import type { BisectReport } from '../../harness/model/documents/bisect-document.ts';
import type { BisectFacts } from '../facts/bisect/bisect-facts.ts';
import type { CulpritFact } from '../facts/bisect/culprit-fact.ts';
import { exactly, factLine } from './fact-line.ts';

/** More files of a commit than these are counted. */
const MOST_FILES = 20;

/** A bisection, one fact a line. */
export function bisectFactLines(
  facts: BisectFacts,
  document: BisectReport,
  next: readonly string[],
): readonly string[] {
  const { metric, scenario, over, changes, pairs, ends } = document;
  return [
    factLine('bisect', {
      schema: document.schema,
      outcome: document.outcome,
      over,
      scenario,
      metric,
      good: facts.good,
      bad: facts.bad,
      changes: changes.length,
      seed: exactly(document.seed),
    }),
    factLine('summary', { outcome: document.outcome, text: facts.headline.sentence }),
    ...next,
    ...facts.culprits.flatMap(culpritLines),
    factLine('ends', {
      verdict: facts.ends.verdict,
      ratio: facts.ends.comparison.ratio,
      low: facts.ends.comparison.low,
      high: facts.ends.comparison.high,
      pairs: facts.ends.comparison.pairs,
      findings: ends.findings.length,
    }),
    ...facts.steps.map(({ number, place, step }) =>
      factLine('step', {
        number,
        measured: place,
        pairs: step.pairs.length,
        ratio: step.ratio,
        untestable: step.untestable,
        left_first: step.left.first,
        left_last: step.left.last,
        likeliest: step.likeliest.last,
        probability: step.likeliest.probability,
      }),
    ),
    factLine('cost', {
      pairs: pairs.ends + pairs.search + pairs.confirmation,
      duration_ms: document.duration_ms,
      measuring_ms: document.measuring_ms,
    }),
    ...document.estimates.map(({ method, pairs: count, duration_ms: durationMs }) =>
      factLine('estimate', { method, pairs: count, duration_ms: durationMs }),
    ),
  ];
}

function culpritLines({
  changes,
  files,
  confirmed,
  against,
  comparison: { comparison },
}: CulpritFact): readonly string[] {
  const { ratio, low, high, pairs } = comparison;
  const judged = { confirmed, against, ratio, low, high, pairs };
  const paths = files.slice(0, MOST_FILES).join(', ');
  return [
    ...changes.map((change) => factLine('culprit', { ...change, ...judged })),
    ...(files.length === 0 ? [] : [factLine('files', { count: files.length, paths })]),
  ];
}
