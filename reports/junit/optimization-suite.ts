import type { OptimizationReport } from '../../harness/model/documents/optimization-document.ts';
import type { OptimizationFacts } from '../facts/optimization/optimization-facts.ts';
import { type CaseResult, type JunitSuite, junitCase } from './suite.ts';

const RESULTS: Readonly<Record<OptimizationReport['outcome'], CaseResult>> = {
  target_met: 'passed',
  gained: 'passed',
  // A diagnosis is an answer, and no defect of the project.
  unchanged: 'skipped',
  planned: 'skipped',
  blocked: 'error',
  failed: 'error',
};

/** A loop as a suite of one case, which passes where something was gained. */
export function optimizationSuite(
  facts: OptimizationFacts,
  document: OptimizationReport,
): JunitSuite {
  const { outcome, started_at: startedAt, created_at: createdAt, total } = document;
  const elapsedMs = Math.max(0, Date.parse(createdAt) - Date.parse(startedAt));
  const result = RESULTS[outcome];
  const lines = [facts.headline.sentence, facts.sure, facts.targetLine, facts.branches.sentence];
  const text = lines.filter((line) => line !== null).join('\n');
  const common = { name: 'optimize', className: facts.target, timeMs: elapsedMs, result };
  return {
    name: facts.target,
    file: null,
    startedAt,
    hostname: null,
    properties: [
      ['improvement_pct', String(total.improvement_pct)],
      ...document.branches.map(({ name }) => ['branch', name] as const),
    ],
    cases: [
      junitCase(
        result === 'passed' ? { ...common, text } : { ...common, type: outcome, message: text },
      ),
    ],
    elapsedMs,
  };
}
