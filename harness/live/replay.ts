import { contradictions } from '../gate/decide/contradictions.ts';
import { decideSuite } from '../gate/decide/decide-suite.ts';
import type { ComparisonReport } from '../model/documents/document.ts';
import { EXIT } from '../model/exit-code.ts';
import { findMetric } from '../model/metric.ts';
import { UserError } from '../model/user-error.ts';
import { scenarioEvidence } from './scenario-evidence.ts';
import { withOwnUnits } from './with-own-units.ts';

/** Findings of deciding, by id: judged again, a comparison finds them anew or not at all. */
export const DECIDED_FINDINGS: ReadonlySet<string> = new Set([
  'change-drifts',
  'mode-shares-differ',
  'cost-beside-the-usual',
  'same-inputs-contradicted',
]);

/**
 * Judges a saved live comparison again from the raw values of its units alone. Pure: the same
 * record gives the same verdicts, whoever computes them.
 * @throws UserError for a comparison of stored sides, which holds no pairs, and for one of metrics
 * that nobody here knows.
 */
export function replayComparison(saved: ComparisonReport): ComparisonReport {
  const { rules } = saved;
  if (rules === null) {
    throw new UserError({
      code: 'no-pairs',
      message:
        'This comparison was made of stored runs, so there are no pairs to judge it by again.',
      remedy: 'Compare live: perf-harness compare <git ref>',
      exitCode: EXIT.baseline,
    });
  }
  const stranger = saved.comparisons.find(({ metric }) => findMetric(metric) === undefined);
  if (stranger !== undefined) throw unknownMetric(stranger.metric);
  // Those of the verdicts too: one whose values are missing must not go unseen.
  const rows = [...saved.runs, ...saved.comparisons];
  const scenarios = [...new Set(rows.map(({ scenario }) => scenario))];
  const decided = decideSuite(
    scenarios.map((scenario) => scenarioEvidence(scenario, saved)),
    rules,
  );
  const others = saved.findings.filter(({ id }) => !DECIDED_FINDINGS.has(id));
  return {
    ...saved,
    comparisons: withOwnUnits(decided.comparisons, saved.runs),
    findings: [
      ...others,
      ...decided.findings,
      ...contradictions(saved.inputs ?? [], decided.comparisons),
    ],
    verdict: decided.verdict,
  };
}

function unknownMetric(metric: string): UserError {
  return new UserError({
    code: 'unknown-metric',
    message: `This comparison judges "${metric}", which this version of perf-harness does not know.`,
    remedy: 'Judge it again with the version that made it.',
    exitCode: EXIT.baseline,
  });
}
