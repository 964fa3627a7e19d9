/** Measures two sides against each other, pair by pair, until the rules have decided. */

import { findInputTraceContradictions } from '../gate/decide/find-metric-changes-despite-identical-inputs.ts';
import { judgeScenarioSuite } from '../gate/decide/judge-scenario-suite.ts';
import type { Clock } from '../host.ts';
import {
  COMPARISON_SCHEMA,
  type ComparedSide,
  type ComparisonReport,
} from '../model/documents/run-report-and-comparison-document.ts';
import type { TracedInputs } from '../model/documents/traced-external-inputs.ts';
import type { Finding } from '../model/finding.ts';
import type { Scenario } from '../model/scenario/scenario.ts';
import { elapsedWithoutWaitsMs } from '../sampling/measurement-lock.ts';
import { createRandom, type Random } from '../stats/seeded-random.ts';
import { screeningTimeMs } from './choose-next-scenario-to-screen.ts';
import { confirmCandidateChanges } from './confirm-candidate-changes.ts';
import {
  copyMetricUnitsFromRuns,
  countFailedTrials,
} from './copy-metric-units-and-count-failed-trials.ts';
import { countPairInstructions } from './count-instructions-in-trial-pairs.ts';
import { sameFilesEvidence } from './inputs/compare-traced-external-inputs.ts';
import { traceSideInputs } from './inputs/trace-base-and-head-inputs.ts';
import type { LiveContext, LiveOptions, LiveSide, LiveSides } from './live-comparison-context.ts';
import type { PairContext } from './measure-and-record-next-trial-pair.ts';
import { prescreenFunctionsSharingProcess } from './prescreen-functions-sharing-a-process.ts';
import {
  beginComparedScenario,
  buildSideRecord,
  type ComparedScenario,
  collectMetricEvidence,
} from './scenario-comparison-state.ts';
import { screenScenariosForChanges } from './screen-scenarios-for-changes.ts';
import { listToleratedFailures } from './stop-or-tolerate-trial-pair-failures.ts';

/** Rest after an action as multiple of its duration: it gets at most a twentieth of the time. */
const REST = 19;

/** Throttles an action, since saving a growing report each time costs more and more. */
function sparingly(clock: Pick<Clock, 'monotonicMs'>, action: () => void): () => void {
  let restUntilMs = Number.NEGATIVE_INFINITY;
  return () => {
    const startedMs = clock.monotonicMs();
    if (startedMs < restUntilMs) return;
    action();
    const endedMs = clock.monotonicMs();
    restUntilMs = endedMs + REST * (endedMs - startedMs);
  };
}

/** Screens scenarios, confirms candidates on fresh pairs. An interrupt keeps results so far. */
export async function runLiveComparison(
  scenarios: readonly Scenario[],
  sides: LiveSides,
  parts: LiveContext,
  options: LiveOptions,
): Promise<ComparisonReport> {
  const now = (): number => elapsedWithoutWaitsMs(parts.host, parts.lock);
  const { budgetMs } = options;
  // Checking a suite takes its time too: a tenth of a second for each scenario.
  const startedMs = now();
  const subjects: ComparedScenario[] = [];
  for (const scenario of scenarios) {
    if (options.signal.aborted) break;
    subjects.push(await beginComparedScenario(scenario, sides, parts, options));
  }
  const timeLeftMs = (): number =>
    Math.max(0, (budgetMs ?? Number.POSITIVE_INFINITY) - (now() - startedMs));
  const tellSuite = (): void => {
    const open = subjects.filter(({ stop }) => stop === null).length;
    const leftMs = budgetMs === null ? null : timeLeftMs();
    parts.onProgress({ type: 'suite-progress', open, total: subjects.length, leftMs });
  };
  const told: LiveContext = {
    ...parts,
    onProgress: (event) => {
      if (event.type === 'pair-finished' || event.type === 'scenario-started') tellSuite();
      parts.onProgress(event);
    },
  };
  const random = createRandom(options.seed);
  const endsAtMs = budgetMs === null ? undefined : startedMs + budgetMs;
  const context: PairContext = { sides, parts: told, options, random, endsAtMs };
  const save = sparingly(parts.host.clock, () => parts.save(buildLiveReport(subjects, context)));
  if (options.sameInputs === true) {
    await traceSideInputs(subjects, context, startedMs);
    measureSome(subjects, options.measuredShare ?? 0, random);
  } else if (options.sparesUnchanged === true && sides.changed.length > 0) {
    await traceSideInputs(subjects, context, startedMs);
    // The inputs of scenarios that are measured anyway were not compared.
    for (const subject of subjects) if (subject.stop !== 'same-inputs') subject.inputs = null;
  }
  const open = subjects.filter(({ stop }) => stop !== 'same-inputs');
  const screenEndsAtMs = (): number =>
    budgetMs === null
      ? Number.POSITIVE_INFINITY
      : startedMs + screeningTimeMs(open, { ...options, budgetMs });
  await prescreenFunctionsSharingProcess(open, context, save, screenEndsAtMs);
  await screenScenariosForChanges(open, context, save, startedMs);
  await countPairInstructions(open, context, save, timeLeftMs);
  await confirmCandidateChanges(open, context, save, timeLeftMs);
  const report = buildLiveReport(subjects, context);
  parts.save(report);
  return report;
}

/** Builds and judges the current report: a pure function of the trials and the options. */
export function buildLiveReport(
  subjects: readonly ComparedScenario[],
  { sides, parts, options }: PairContext,
): ComparisonReport {
  const decided = judgeScenarioSuite(
    subjects.map((subject) => ({
      evidence: collectMetricEvidence(subject, options.margin),
      trouble: subject.trouble?.reason ?? null,
      ...sameFilesEvidence(subject.inputs),
      failures: countFailedTrials(subject.trials),
    })),
    options.rules,
  );
  const inputs = subjects.flatMap(tracedInputs);
  const runs = subjects.flatMap((subject) => [
    buildSideRecord(subject, 'a', parts),
    buildSideRecord(subject, 'b', parts),
  ]);
  return {
    schema: COMPARISON_SCHEMA,
    id: options.id,
    base: comparedSide(sides.base),
    head: comparedSide(sides.head),
    seed: options.seed,
    confidence: options.rules.confidence,
    comparisons: copyMetricUnitsFromRuns(decided.comparisons, runs),
    findings: [
      ...ofMaking(sides),
      // Findings about disturbances do not apply to a scenario that was not measured.
      ...subjects
        .filter(({ stop }) => stop !== 'same-inputs')
        .flatMap((subject) => [...subject.findings, ...listToleratedFailures(subject)]),
      ...decided.findings,
      ...findInputTraceContradictions(inputs, decided.comparisons),
    ],
    runs,
    verdict: decided.verdict,
    rules: options.rules,
    plan: commonPlan(subjects),
    reproduce: options.reproduce,
    ...((options.sameInputs === true || inputs.length > 0) && { inputs }),
    asked: { margin: options.margin, metrics: decidingMetrics(subjects, options) },
  };
}

function tracedInputs({ scenario, inputs }: ComparedScenario): readonly TracedInputs[] {
  return inputs === null ? [] : [{ scenario: scenario.name, ...inputs }];
}

function decidingMetrics(
  subjects: readonly ComparedScenario[],
  { decidesOver }: LiveOptions,
): NonNullable<ComparisonReport['asked']>['metrics'] {
  if (decidesOver === undefined) return null;
  return subjects.map(({ scenario, gated }) => ({ scenario: scenario.name, metrics: [...gated] }));
}

/** Returns the plan shared by all scenarios; null if they differ. */
function commonPlan(subjects: readonly ComparedScenario[]): ComparisonReport['plan'] {
  const [plan, ...others] = new Set(subjects.map((subject) => subject.plan.type));
  return plan === undefined || others.length > 0 ? null : plan;
}

/**
 * Returns findings about preparing the sides: each build once, however many scenarios need it, and
 * findings of both sides once.
 */
function ofMaking({ base, head }: LiveSides): readonly Finding[] {
  const ofSide = ({ findings, failedBuilds }: LiveSide): readonly Finding[] => [
    ...findings,
    ...failedBuilds.map(({ finding }) => finding),
  ];
  const ofBase = ofSide(base);
  const isNew = ({ id, message }: Finding): boolean =>
    !ofBase.some((finding) => finding.id === id && finding.message === message);
  return [...ofBase, ...ofSide(head).filter(isNew)];
}

function comparedSide({ label, source, commit }: LiveSide): ComparedSide {
  return { label, source, commit };
}

/** Measures a random share (0 to 1, rounded up) of the scenarios with identical inputs. */
function measureSome(subjects: readonly ComparedScenario[], share: number, random: Random): void {
  const same = subjects.filter(({ stop }) => stop === 'same-inputs');
  const count = Math.ceil(share * same.length);
  if (count === 0) return;
  for (const subject of random.shuffle(same).slice(0, count)) {
    if (subject.inputs?.outcome !== 'same') continue;
    subject.inputs = { ...subject.inputs, measured: true };
    subject.stop = null;
  }
}
