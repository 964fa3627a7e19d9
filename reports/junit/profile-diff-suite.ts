import type { ProfileDiffReport } from '../../harness/model/documents/profile-diff-document.ts';
import type { ProfileDiffFacts } from '../facts/profile/profile-diff-facts.ts';
import { type CaseResult, type JunitSuite, junitCase } from './suite.ts';

const RESULTS: Readonly<Record<ProfileDiffReport['state'], CaseResult>> = {
  completed: 'passed',
  failed: 'error',
  interrupted: 'skipped',
};

/** Two profiled sides as a suite of one case. */
export function profileDiffSuite(facts: ProfileDiffFacts, document: ProfileDiffReport): JunitSuite {
  const { state, duration_ms: durationMs, environment, created_at: startedAt, file } = document;
  const result = RESULTS[state];
  const { sentence } = facts.headline;
  const text = [
    sentence,
    ...(facts.difference?.functions ?? []).map(({ change, name, place }) =>
      `${change} ${name} ${place}`.trim(),
    ),
  ].join('\n');
  const common = { name: 'profile diff', className: facts.scenario, timeMs: durationMs, result };
  return {
    name: facts.scenario,
    file,
    startedAt,
    hostname: environment?.machine.hostname ?? null,
    properties: [
      ['base', facts.base],
      ['head', facts.head],
    ],
    cases: [
      junitCase(
        result === 'passed' ? { ...common, text } : { ...common, type: state, message: sentence },
      ),
    ],
    elapsedMs: durationMs,
  };
}
