import type { CapacityReport } from '../../harness/model/documents/capacity-document.ts';
import type { CapacityFacts } from '../facts/capacity/capacity-facts.ts';
import { type CaseResult, type JunitSuite, junitCase } from './suite.ts';

const RESULTS: Readonly<Record<CapacityReport['outcome'], CaseResult>> = {
  found: 'passed',
  'lower-bound': 'passed',
  'none-kept': 'failure',
  undecided: 'skipped',
  failed: 'error',
  blocked: 'error',
  interrupted: 'skipped',
};

/** A capacity search as a suite of one case. */
export function capacitySuite(facts: CapacityFacts, document: CapacityReport): JunitSuite {
  const { outcome, duration_ms: durationMs, environment, startedAt, file } = document;
  const result = RESULTS[outcome];
  const text = [facts.headline.sentence, ...(facts.breach === null ? [] : [facts.breach])].join(
    '\n',
  );
  const common = { name: 'capacity', className: facts.scenario, timeMs: durationMs, result };
  return {
    name: facts.scenario,
    file,
    startedAt,
    hostname: environment.machine.hostname,
    properties: facts.limits.map((limit) => ['limit', limit] as const),
    cases: [
      junitCase(
        result === 'passed' ? { ...common, text } : { ...common, type: outcome, message: text },
      ),
    ],
    elapsedMs: durationMs,
  };
}
