import { display, profiledChange, type View } from 'perf-harness/plugin';
import type { OptimizationCycle } from '../document/optimization-cycle.ts';
import type { OptimizationReport } from '../document/optimization-document.ts';
import { describeCheck } from './describe-behavior-check.ts';
import { branchSteps } from './describe-result-branches.ts';

const { createFact } = display;

/** Keywords of a loop for programs. */
export function optimizationViewFacts(document: OptimizationReport): View['facts'] {
  const { schema, outcome, target, metric, goal, total, stop, met_in, branches } = document;
  const { baseline, final, improvement_pct, ratio } = total;
  return [
    createFact('optimization', {
      ...{ schema, outcome, target, metric: metric.name, better: metric.better },
      ...{ goal: goal?.value ?? null, baseline, final, improvement_pct },
      ...ratioValues(ratio),
      ...{ met_in, stop: stop?.reason ?? null },
    }),
    ...document.cycles.flatMap(cycleFacts),
    ...branches.map(({ name, cycle, in_last }) => createFact('branch', { name, cycle, in_last })),
    ...branchSteps(document).map(({ purpose, command }) =>
      createFact('way', { to: purpose, command }),
    ),
  ];
}

function ratioValues(ratio: OptimizationCycle['ratio']) {
  return { ratio: ratio?.value ?? null, low: ratio?.low ?? null, high: ratio?.high ?? null };
}

function cycleFacts({ cycle, hypotheses, metrics, explanation, ...of }: OptimizationCycle) {
  const { status, bottleneck, before, after, improvement_pct, ratio, branch } = of;
  return [
    createFact('cycle', {
      ...{ cycle, status, bottleneck, before, after, improvement_pct },
      ...ratioValues(ratio),
      ...{ strike: of.strike_result, plan: of.plan?.verdict ?? null, branch },
    }),
    ...hypotheses.map(({ id, description, outcome, reason, files, evidence_class, check }) =>
      createFact('hypothesis', {
        ...{ cycle, id, outcome, description, evidence: evidence_class },
        check: check?.state ?? null,
        shown: check === null ? null : describeCheck(check),
        reason,
        files: files.join(', ') || null,
      }),
    ),
    ...metrics.map(({ name, before: was, after: is, better, ratio: own, verdict }) =>
      createFact('metric_change', {
        ...{ cycle, name, before: was, after: is, better },
        ...ratioValues(own),
        verdict,
      }),
    ),
    ...(explanation === null ? [] : profiledChange(explanation).facts),
  ];
}
