import { join } from 'node:path';
import { judgedMetrics } from '../gate/select-gated-metrics.ts';
import { scenarioStarted } from '../model/progress-event.ts';
import { elapsedWithoutWaitsMs } from '../sampling/measurement-lock.ts';
import { chooseNextScenarioToScreen, screeningTimeMs } from './choose-next-scenario-to-screen.ts';
import { countCompletePairs } from './collect-paired-metric-values.ts';
import { liveCountedFamilySize } from './count-instructions-in-trial-pairs.ts';
import { fitPairMeasurementPlan } from './fit-measurement-plan-to-first-pair.ts';
import { measureNextTrialPair, type PairContext } from './measure-and-record-next-trial-pair.ts';
import type { ComparedScenario } from './scenario-comparison-state.ts';
import { markScenarioFailed } from './stop-or-tolerate-trial-pair-failures.ts';
import { judgeScreeningPairs } from './stop-screening-when-decided.ts';

/** Pairs that are measured and discarded before the first that counts. */
const WARMUP_PAIRS = 1;
/** Number of attempts at a warm-up before the scenario counts as failed. */
const WARMUP_TRIES = 2;
/** Share of the remaining screening time for the first pairs of scenarios. */
const FIRST_PAIRS_SHARE = 0.5;

/**
 * Measures pairs until each gated metric is a candidate for a change, unchanged or exhausted.
 * @param startedMs - Start of the comparison.
 * @param afterPair - Awaited after each pair.
 */
export async function screenScenariosForChanges(
  subjects: readonly ComparedScenario[],
  context: PairContext,
  save: () => void,
  startedMs: number,
  afterPair: () => Promise<void>,
): Promise<void> {
  const { options, services } = context;
  for (;;) {
    const spentMs = elapsedWithoutWaitsMs(services.host, services.lock) - startedMs;
    const subject = chooseNextScenarioToScreen(subjects, options, spentMs);
    if (subject === null) return;
    if (subject.pairs === 0) {
      const limitMs = firstPairLimitMs(subjects, context, startedMs);
      await beginScreening(subject, subjects, context, limitMs);
    } else {
      await screenNextPair(subject, context, liveCountedFamilySize(subjects));
      if (isInterimAnalysisDue(subject, context)) save();
      await afterPair();
    }
  }
}

/**
 * Measures each scenario without a pair up to its first analysis. Without a time limit, functions
 * that share processes may take minutes to be decided, and nothing would be known of the others.
 * @param subjects - The whole suite, whose counted metrics share their error rate.
 * @param sharing - Functions that share processes, which are left out.
 */
export async function screenOthersToFirstAnalysis(
  subjects: readonly ComparedScenario[],
  sharing: ReadonlySet<ComparedScenario>,
  context: PairContext,
  afterPair: () => Promise<void>,
): Promise<void> {
  if (context.options.budgetMs !== null) return;
  const others = subjects.filter((subject) => !sharing.has(subject));
  for (const subject of others.filter(({ stop, pairs }) => stop === null && pairs === 0)) {
    await beginScreening(subject, subjects, context);
    while (subject.stop === null && !isFirstAnalysisDone(subject, context)) {
      await screenNextPair(subject, context, liveCountedFamilySize(subjects));
    }
    await afterPair();
  }
}

export function isFirstAnalysisDone(
  { trials }: ComparedScenario,
  { options }: PairContext,
): boolean {
  return countCompletePairs(trials, 'screen') >= Math.min(...options.rules.screen_looks);
}

async function beginScreening(
  subject: ComparedScenario,
  subjects: readonly ComparedScenario[],
  context: PairContext,
  limitMs?: number,
): Promise<void> {
  const position = subjects.indexOf(subject);
  context.services.onProgress(scenarioStarted(subject.scenario, position, subjects.length));
  await warmUpBothSides(subject, context, limitMs);
}

/** Returns the time limit of a first pair, ms; undefined without a time limit of the suite. */
function firstPairLimitMs(
  subjects: readonly ComparedScenario[],
  { options, services }: PairContext,
  startedMs: number,
): number | undefined {
  const { budgetMs } = options;
  if (budgetMs === null) return;
  const spentMs = elapsedWithoutWaitsMs(services.host, services.lock) - startedMs;
  const leftMs = screeningTimeMs(subjects, { ...options, budgetMs }) - spentMs;
  const unmeasuredCount = subjects.filter(({ stop, pairs }) => stop === null && pairs === 0).length;
  return Math.max(0, FIRST_PAIRS_SHARE * leftMs) / Math.max(1, unmeasuredCount);
}

/**
 * Warms up both sides, which shows whether they can be measured, and which files they load.
 * @param limitMs - Time limit of a pair. Default: that of the suite.
 */
export async function warmUpBothSides(
  subject: ComparedScenario,
  context: PairContext,
  limitMs?: number,
): Promise<void> {
  const { sides, options, services } = context;
  let trace = '';
  for (let warmed = 0, tries = 0; warmed < WARMUP_PAIRS; tries += 1) {
    // Separate folder per attempt, since the sides may lie in other slots each time.
    trace = join(options.folder, `trace-${subject.records.a.id}-${tries}`);
    const kind = { stage: 'screen', warmup: true, trace, limitMs } as const;
    const trials = await measureNextTrialPair(subject, kind, context);
    if (trials === null || options.signal.aborted) {
      subject.stop = 'interrupted';
      return;
    }
    const failed = (['a', 'b'] as const).filter((side) => trials[side].state === 'failed');
    if (failed.length === 0 && (trials.a.state === 'aborted' || trials.b.state === 'aborted')) {
      subject.stop = 'max-time';
      return;
    }
    if (failed.length === 0) {
      warmed += 1;
      const judged = judgedMetrics(subject.gated, subject.scenario);
      subject.plan = fitPairMeasurementPlan(subject.plan, subject.scenario, trials, judged);
    } else if (tries + 1 >= WARMUP_TRIES) {
      markScenarioFailed(subject, failed, sides);
      return;
    } else if (subject.scenario.kind === 'function' && subject.plan.type === 'alternating') {
      // Two open units may compete for a port, file or lock, so the retry measures one after the
      // other. Neither the failed pair nor its time counts.
      subject.plan = { type: 'back-to-back' };
      for (const side of ['a', 'b'] as const) subject.trials[side].pop();
      subject.pairs -= 1;
      subject.elapsedMs = 0;
    }
  }
  // The plan, which the calibration depends on, is final only now.
  const environments = [sides.base.environment, sides.head.environment];
  subject.calibration = services.calibrationOf({
    scenario: subject.scenario.name,
    kind: subject.scenario.kind,
    machine: sides.head.environment.machine.id,
    nodes: environments.map(({ runtime }) => runtime.node),
    plan: subject.plan.type,
  });
  for (const side of ['a', 'b'] as const) {
    const [first, ...more] = sides.filesLoadedOutside(side, `${trace}-${side}`);
    if (first === undefined) continue;
    const others = more.length === 0 ? '' : ` and ${more.length} more`;
    subject.stop = 'outside-files';
    subject.trouble = {
      side: null,
      reason: `the ${side === 'a' ? 'base' : 'head'} loads files from outside its own folder: ${first}${others}`,
    };
    return;
  }
}

async function screenNextPair(
  subject: ComparedScenario,
  context: PairContext,
  sharing: number,
): Promise<void> {
  const trials = await measureNextTrialPair(subject, { stage: 'screen', warmup: false }, context);
  if (trials === null || context.options.signal.aborted) subject.stop = 'interrupted';
  else judgeScreeningPairs(subject, context, sharing);
}

export function isInterimAnalysisDue(
  { trials }: ComparedScenario,
  { options }: PairContext,
): boolean {
  return options.rules.screen_looks.includes(countCompletePairs(trials, 'screen'));
}
