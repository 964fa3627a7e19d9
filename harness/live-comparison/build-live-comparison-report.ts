import {
  findInputTraceContradictions,
  judgeScenarioSuite,
} from '../gate/decide/judge-scenario-suite.ts';
import {
  COMPARISON_SCHEMA,
  type ComparedSide,
  type ComparisonReport,
} from '../model/documents/run-report-and-comparison-document.ts';
import type { TracedInputs } from '../model/documents/traced-external-inputs.ts';
import { listPreparationFindings } from './base-and-head-preparation-findings.ts';
import { countFailedTrials, isUnmeasured } from './collect-paired-metric-values.ts';
import { copyMetricUnitsFromRuns } from './copy-metric-units-from-runs.ts';
import { sameInputsEvidence } from './inputs/compare-traced-external-inputs.ts';
import type { LiveOptions, LiveSide } from './live-comparison-context.ts';
import type { PairContext } from './measure-and-record-next-trial-pair.ts';
import {
  buildSideRecord,
  type ComparedScenario,
  collectMetricEvidence,
} from './scenario-comparison-state.ts';
import { listToleratedFailures } from './stop-or-tolerate-trial-pair-failures.ts';

/** Builds and judges the current report: a pure function of the trials and the options. */
export function buildLiveReport(
  subjects: readonly ComparedScenario[],
  { sides, services, options }: PairContext,
): ComparisonReport {
  const judged = judgeScenarioSuite(
    subjects.map((subject) => ({
      evidence: collectMetricEvidence(subject, options.margin),
      trouble: subject.trouble?.reason ?? null,
      ...sameInputsEvidence(subject.inputs),
      isUnmeasured: isUnmeasured(subject.trials),
      failures: countFailedTrials(subject.trials),
    })),
    options.rules,
  );
  const inputs = subjects.flatMap(tracedInputs);
  const runs = subjects.flatMap((subject) => [
    buildSideRecord(subject, 'a', services),
    buildSideRecord(subject, 'b', services),
  ]);
  return {
    schema: COMPARISON_SCHEMA,
    id: options.id,
    base: comparedSide(sides.base),
    head: comparedSide(sides.head),
    seed: options.seed,
    confidence: options.rules.confidence,
    comparisons: copyMetricUnitsFromRuns(judged.comparisons, runs),
    findings: [
      ...listPreparationFindings(sides),
      // Findings about disturbances do not apply to a scenario that was not measured.
      ...subjects
        .filter(({ stop }) => stop !== 'same-inputs')
        .flatMap((subject) => [...subject.findings, ...listToleratedFailures(subject)]),
      ...judged.findings,
      ...findInputTraceContradictions(inputs, judged.comparisons),
    ],
    runs,
    verdict: judged.verdict,
    rules: options.rules,
    plan: commonPlan(subjects),
    reproduce: options.reproduce,
    ...((options.sameInputs === true || inputs.length > 0) && { inputs }),
    asked: { margin: options.margin, metrics: requestedMetrics(subjects, options) },
  };
}

function tracedInputs({ scenario, inputs }: ComparedScenario): readonly TracedInputs[] {
  return inputs === null ? [] : [{ scenario: scenario.name, ...inputs }];
}

function requestedMetrics(
  subjects: readonly ComparedScenario[],
  { gatedMetricsOf }: LiveOptions,
): NonNullable<ComparisonReport['asked']>['metrics'] {
  if (gatedMetricsOf === undefined) return null;
  return subjects.map(({ scenario, gated }) => ({ scenario: scenario.name, metrics: [...gated] }));
}

/** Returns the plan shared by all scenarios; null if they differ. */
function commonPlan(subjects: readonly ComparedScenario[]): ComparisonReport['plan'] {
  const [plan, ...others] = new Set(subjects.map((subject) => subject.plan.type));
  return plan === undefined || others.length > 0 ? null : plan;
}

function comparedSide({ label, source, commit }: LiveSide): ComparedSide {
  return { label, source, commit };
}
