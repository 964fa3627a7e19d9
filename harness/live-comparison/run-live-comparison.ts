/** Measures base and head against each other, pair by pair, until the rules reach a verdict. */
import type { Clock } from '../host.ts';
import type { ComparisonReport } from '../model/documents/run-report-and-comparison-document.ts';
import type { MetricChange, ProgressListener } from '../model/progress-event.ts';
import type { Scenario } from '../model/scenario/scenario.ts';
import { elapsedWithoutWaitsMs } from '../sampling/measurement-lock.ts';
import { createRandom, type Random } from '../stats/seeded-random.ts';
import { buildLiveReport } from './build-live-comparison-report.ts';
import { screeningTimeMs } from './choose-next-scenario-to-screen.ts';
import {
  confirmCandidateChanges,
  createEarlyConfirmation,
  listCandidates,
} from './confirm-candidate-changes.ts';
import { countPairInstructions } from './count-instructions-in-trial-pairs.ts';
import { createUnexecutedChangeCheck } from './inputs/stop-scenarios-that-execute-no-change.ts';
import { traceSideInputs } from './inputs/trace-base-and-head-inputs.ts';
import type { LiveContext, LiveOptions, LiveSides } from './live-comparison-context.ts';
import type { PairContext } from './measure-and-record-next-trial-pair.ts';
import { prescreenFunctionsSharingProcess } from './prescreen-functions-sharing-a-process.ts';
import {
  beginComparedScenario,
  type ComparedScenario,
  collectMetricEvidence,
} from './scenario-comparison-state.ts';
import {
  isFirstAnalysisDone,
  screenOthersToFirstAnalysis,
  screenScenariosForChanges,
} from './screen-scenarios-for-changes.ts';

/** Pause after an action, in multiples of its duration: it takes at most a twentieth of the time. */
const PAUSE_FACTOR = 19;

/** Most scenarios that are judged together whenever one is decided. */
const MOST_JUDGED = 50;

/** Throttles an action: saving the report takes longer the more it contains. */
function throttle(clock: Pick<Clock, 'monotonicMs'>, action: () => void): () => void {
  let pausedUntilMs = Number.NEGATIVE_INFINITY;
  return () => {
    const startedMs = clock.monotonicMs();
    if (startedMs < pausedUntilMs) return;
    action();
    const endedMs = clock.monotonicMs();
    pausedUntilMs = endedMs + PAUSE_FACTOR * (endedMs - startedMs);
  };
}

/**
 * Screens all scenarios for changes, and confirms the candidates on fresh pairs. If interrupted,
 * returns the results so far.
 */
export async function runLiveComparison(
  scenarios: readonly Scenario[],
  sides: LiveSides,
  caller: LiveContext,
  options: LiveOptions,
): Promise<ComparisonReport> {
  const now = (): number => elapsedWithoutWaitsMs(caller.host, caller.lock);
  const { budgetMs } = options;
  // Checking the scenarios counts as well: it takes a tenth of a second for each.
  const startedMs = now();
  const subjects: ComparedScenario[] = [];
  for (const scenario of scenarios) {
    if (options.signal.aborted) break;
    subjects.push(await beginComparedScenario(scenario, sides, caller, options));
  }
  const timeLeftMs = (): number =>
    Math.max(0, (budgetMs ?? Number.POSITIVE_INFINITY) - (now() - startedMs));
  const reportSuiteProgress = (): void => {
    const open = subjects.filter(({ stop }) => stop === null).length;
    const leftMs = budgetMs === null ? null : timeLeftMs();
    caller.onProgress({ type: 'suite-progress', open, total: subjects.length, leftMs });
  };
  const services: LiveContext = {
    ...caller,
    onProgress: (event) => {
      if (event.type === 'pair-finished' || event.type === 'scenario-started') {
        decided.reportScreened();
        reportSuiteProgress();
      }
      caller.onProgress(event);
    },
  };
  const random = createRandom(options.seed);
  const endsAtMs = budgetMs === null ? undefined : startedMs + budgetMs;
  const context: PairContext = { sides, services, options, random, endsAtMs };
  const decided = createDecisionReporter(subjects, context, caller.onProgress);
  const save = throttle(caller.host.clock, () => caller.save(buildLiveReport(subjects, context)));
  if (options.sameInputs === true) {
    await traceSideInputs(subjects, context, startedMs);
    measureSampleOfUnchanged(subjects, options.measuredShare ?? 0, random);
  } else if (options.skipsUnchangedInputs === true && sides.changedFiles.length > 0) {
    await traceSideInputs(subjects, context, startedMs);
    // Differing inputs are no result here: those scenarios are measured anyway.
    for (const subject of subjects) if (subject.stop !== 'same-inputs') subject.inputs = null;
  }
  const open = subjects.filter(({ stop }) => stop !== 'same-inputs');
  const screenEndsAtMs = (): number =>
    budgetMs === null
      ? Number.POSITIVE_INFINITY
      : startedMs + screeningTimeMs(open, { ...options, budgetMs });
  const confirmEarly = createEarlyConfirmation(open, context, decided.reportConfirmed);
  const skipUnexecuted = createUnexecutedChangeCheck(open, context);
  const afterPairs = async (): Promise<void> => {
    await skipUnexecuted();
    await confirmEarly();
  };
  const afterRound = async (sharing: ReadonlySet<ComparedScenario>): Promise<void> => {
    await afterPairs();
    if ([...sharing].some((subject) => isFirstAnalysisDone(subject, context))) {
      await screenOthersToFirstAnalysis(open, sharing, context, afterPairs);
    }
  };
  const suite = { save, screenEndsAtMs, afterRound };
  await prescreenFunctionsSharingProcess(open, context, suite);
  await screenScenariosForChanges(open, context, save, startedMs, afterPairs);
  await countPairInstructions(open, context, save, timeLeftMs);
  decided.reportScreened();
  await confirmCandidateChanges(open, context, save, timeLeftMs, decided.reportConfirmed);
  const report = buildLiveReport(subjects, context);
  caller.save(report);
  return report;
}

/** Reports the decision of each scenario as soon as it stands, in comparisons of several scenarios. */
function createDecisionReporter(
  subjects: readonly ComparedScenario[],
  context: PairContext,
  onProgress: ProgressListener,
) {
  const reported = new Set<ComparedScenario>();
  const report = (subject: ComparedScenario, candidates: readonly MetricChange[]): void => {
    const { name: scenario } = subject.scenario;
    // The error rate is that of all scenarios, which takes long to judge for hundreds.
    const judged = subjects.length > MOST_JUDGED ? [subject] : subjects;
    const comparisons = buildLiveReport(judged, context).comparisons.filter(
      (comparison) => comparison.scenario === scenario && comparison.gated,
    );
    onProgress({ type: 'scenario-decided', scenario, comparisons, candidates });
  };
  return {
    reportScreened: (): void => {
      for (const subject of subjects) {
        if (subjects.length < 2 || subject.stop === null || reported.has(subject)) continue;
        reported.add(subject);
        const isUsable = subject.trouble === null && subject.stop !== 'same-inputs';
        const evidence = isUsable ? collectMetricEvidence(subject, context.options.margin) : [];
        report(subject, listCandidates(evidence, context));
      }
    },
    reportConfirmed: (subject: ComparedScenario): void => {
      if (subjects.length > 1) report(subject, []);
    },
  };
}

/** Measures a random share (0 to 1, rounded up) of the scenarios with identical inputs. */
function measureSampleOfUnchanged(
  subjects: readonly ComparedScenario[],
  share: number,
  random: Random,
): void {
  const same = subjects.filter(({ stop }) => stop === 'same-inputs');
  const count = Math.ceil(share * same.length);
  if (count === 0) return;
  for (const subject of random.shuffle(same).slice(0, count)) {
    if (subject.inputs?.outcome !== 'same') continue;
    subject.inputs = { ...subject.inputs, measured: true };
    subject.stop = null;
  }
}
