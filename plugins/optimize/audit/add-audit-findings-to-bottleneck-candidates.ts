import type { Host, measure, PerformanceMap } from 'perf-harness/plugin';
import { readCode } from '../../analysis/index.ts';
import { findFunctionsAt, flatSteps } from '../generators/functions-on-bottleneck-path.ts';
import type { AuditFinding } from './read-audit-report.ts';

/** Location of the code that a map belongs to. */
export interface AuditedProject {
  /** Absolute. */
  readonly root: string;
  readonly signal: AbortSignal;
}

/**
 * Adds audit findings in functions on the traced path to `suspicion_stack`. They stay pending,
 * since nothing has measured them yet; findings off the path are dropped.
 */
export async function withAudit(
  host: Host,
  map: PerformanceMap,
  findings: readonly AuditFinding[],
  { root, signal }: AuditedProject,
): Promise<PerformanceMap> {
  if (findings.length === 0) return map;
  const facts = await readCode(host, root, { signal });
  const onPath = flatSteps(map.steps).flatMap((step) =>
    findFunctionsAt(facts, [step.location]).map((codeFunction) => ({
      step: step.id,
      function: codeFunction,
    })),
  );
  const pending = findings.flatMap((finding, at): readonly measure.Suspicion[] => {
    const [own] = findFunctionsAt(facts, [finding.location]);
    const steps = onPath.flatMap(({ step, function: codeFunction }) =>
      codeFunction === own ? [step] : [],
    );
    return own === undefined || steps.length === 0 ? [] : [suspicionOf(finding, at, steps)];
  });
  return { ...map, suspicion_stack: [...map.suspicion_stack, ...pending] };
}

function suspicionOf(
  { severity, location, issue, principle, recommendation }: AuditFinding,
  at: number,
  steps: readonly string[],
): measure.Suspicion {
  const advice = recommendation === '' ? '' : ` Recommended: ${recommendation}`;
  return {
    id: `A${at + 1}`,
    category: principle === '' ? 'audit' : principle,
    location,
    description: issue,
    verdict: 'pending',
    source: 'audit',
    evidence: [],
    verification_note: `Rated ${severity} in an audit; not measured.${advice}`,
    affected_steps: [...new Set(steps)],
    share: null,
  };
}
