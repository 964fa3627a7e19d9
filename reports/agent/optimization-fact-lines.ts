import type { OptimizationReport } from '../../harness/model/documents/optimization-document.ts';
import { checkSentence } from '../facts/optimization/check-words.ts';
import type { OptimizationFacts } from '../facts/optimization/optimization-facts.ts';
import { changedFunctionLines } from './difference-fact-lines.ts';
import { factLine } from './fact-line.ts';

type Cycle = OptimizationReport['cycles'][number];

/** A loop, one fact a line. */
export function optimizationFactLines(
  facts: OptimizationFacts,
  document: OptimizationReport,
  next: readonly string[],
): readonly string[] {
  const { outcome, target, metric, goal, total, stop, met_in: metIn } = document;
  const { ratio } = total;
  return [
    factLine('optimization', {
      schema: document.schema,
      outcome,
      target,
      metric: metric.name,
      better: metric.better,
      goal: goal?.value ?? null,
      baseline: total.baseline,
      final: total.final,
      improvement_pct: total.improvement_pct,
      ratio: ratio?.value ?? null,
      low: ratio?.low ?? null,
      high: ratio?.high ?? null,
      met_in: metIn,
      stop: stop?.reason ?? null,
    }),
    factLine('summary', { outcome, text: facts.headline.sentence }),
    ...next,
    ...document.cycles.flatMap((cycle, at) => [
      cycleLine(cycle),
      ...hypothesisLines(cycle),
      ...metricLines(cycle),
      ...differenceLines(facts.cycles[at]?.difference ?? null, cycle),
    ]),
    ...document.branches.map(({ name, cycle, in_last: inLast }) =>
      factLine('branch', { name, cycle, in_last: inLast }),
    ),
    ...facts.branches.ways.map(({ purpose, command }) => factLine('way', { to: purpose, command })),
  ];
}

function cycleLine(cycle: Cycle): string {
  return factLine('cycle', {
    cycle: cycle.cycle,
    status: cycle.status,
    bottleneck: cycle.bottleneck,
    before: cycle.before,
    after: cycle.after,
    improvement_pct: cycle.improvement_pct,
    ratio: cycle.ratio?.value ?? null,
    low: cycle.ratio?.low ?? null,
    high: cycle.ratio?.high ?? null,
    strike: cycle.strike_result,
    plan: cycle.plan?.verdict ?? null,
    branch: cycle.branch,
  });
}

function hypothesisLines({ cycle, hypotheses }: Cycle): readonly string[] {
  return hypotheses.map(({ id, description, outcome, reason, files, ...one }) =>
    factLine('hypothesis', {
      cycle,
      id,
      outcome,
      description,
      evidence: one.evidence_class,
      check: one.check?.state ?? null,
      shown: one.check === null ? null : checkSentence(one.check),
      reason,
      files: files.length === 0 ? null : files.join(', '),
    }),
  );
}

function metricLines({ cycle, metrics }: Cycle): readonly string[] {
  return metrics.map(({ name, before, after, better, ratio, verdict }) =>
    factLine('metric_change', {
      cycle,
      name,
      before,
      after,
      better,
      ratio: ratio?.value ?? null,
      low: ratio?.low ?? null,
      high: ratio?.high ?? null,
      verdict,
    }),
  );
}

function differenceLines(
  facts: OptimizationFacts['cycles'][number]['difference'],
  { explanation }: Cycle,
): readonly string[] {
  if (facts === null || explanation === null) return [];
  return changedFunctionLines(facts, explanation.difference, explanation.scenario);
}
