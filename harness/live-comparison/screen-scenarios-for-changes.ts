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
const WARMUPS = 1;
/** Attempts at the warm-up before a side counts as not measurable. */
const WARMUP_TRIES = 2;
/** Share of the screen's remaining time for first pairs. */
const UNMEASURED_SHARE = 0.5;

/**
 * Measures pairs until each gated metric is a candidate, unchanged or given up. @param startedMs -
 * Start of the comparison.
 */
export async function screenScenariosForChanges(
  subjects: readonly ComparedScenario[],
  context: PairContext,
  save: () => void,
  startedMs: number,
): Promise<void> {
  const { options, parts } = context;
  for (;;) {
    const spentMs = elapsedWithoutWaitsMs(parts.host, parts.lock) - startedMs;
    const subject = chooseNextScenarioToScreen(subjects, options, spentMs);
    if (subject === null) return;
    if (subject.pairs === 0) {
      const position = subjects.indexOf(subject);
      parts.onProgress(scenarioStarted(subject.scenario, position, subjects.length));
      await warmUpBothSides(subject, context, strangerMs(subjects, context, startedMs));
    } else {
      await screenOnce(subject, context, liveCountedFamilySize(subjects));
      if (isInterimAnalysisDue(subject, context)) save();
    }
  }
}

/** Returns ms a first pair may take: half the screen's remaining time is for unknown scenarios. */
function strangerMs(
  subjects: readonly ComparedScenario[],
  { options, parts }: PairContext,
  startedMs: number,
): number | undefined {
  const { budgetMs } = options;
  if (budgetMs === null) return;
  const spentMs = elapsedWithoutWaitsMs(parts.host, parts.lock) - startedMs;
  const leftMs = screeningTimeMs(subjects, { ...options, budgetMs }) - spentMs;
  const unmeasuredCount = subjects.filter(({ stop, pairs }) => stop === null && pairs === 0).length;
  return Math.max(0, UNMEASURED_SHARE * leftMs) / Math.max(1, unmeasuredCount);
}

/**
 * Warms up both sides, which shows that they can be measured and what they load. @param limitMs -
 * Default: the suite's time.
 */
export async function warmUpBothSides(
  subject: ComparedScenario,
  context: PairContext,
  limitMs?: number,
): Promise<void> {
  const { sides, options, parts } = context;
  let trace = '';
  for (let warmed = 0, tries = 0; warmed < WARMUPS; tries += 1) {
    // Separate folder per attempt, since each pair has its own locations of the sides.
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
      // Two units open at once may compete for a port, file or lock, so retry them one after the
      // other: the result shows whether there is a real failure.
      subject.plan = { type: 'back-to-back' };
      for (const side of ['a', 'b'] as const) subject.trials[side].pop();
      // The time that they spent waiting for each other does not count.
      subject.pairs -= 1;
      subject.elapsedMs = 0;
    }
  }
  // Only now it is known how the pairs are measured.
  const environments = [sides.base.environment, sides.head.environment];
  subject.calibration = parts.calibrationOf({
    scenario: subject.scenario.name,
    kind: subject.scenario.kind,
    machine: sides.head.environment.machine.id,
    nodes: environments.map(({ runtime }) => runtime.node),
    plan: subject.plan.type,
  });
  for (const side of ['a', 'b'] as const) {
    const [first, ...more] = sides.loadedOutside(side, `${trace}-${side}`);
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

async function screenOnce(
  subject: ComparedScenario,
  context: PairContext,
  sharing: number,
): Promise<void> {
  const trials = await measureNextTrialPair(subject, { stage: 'screen', warmup: false }, context);
  if (trials === null || context.options.signal.aborted) subject.stop = 'interrupted';
  else judgeScreeningPairs(subject, context, sharing);
}

/** True if the pairs of the screen have reached the number of an interim analysis. */
export function isInterimAnalysisDue(
  { trials }: ComparedScenario,
  { options }: PairContext,
): boolean {
  return options.rules.screen_looks.includes(countCompletePairs(trials, 'screen'));
}
