import { evaluateConfirmation } from '../gate/decide/evaluate-candidate-confirmation.ts';
import { evaluateScreening } from '../gate/decide/evaluate-metric-screening.ts';
import type { MetricEvidence } from '../gate/decide/paired-metric-evidence.ts';
import type { MetricChange } from '../model/progress-event.ts';
import type { Scenario } from '../model/scenario/scenario.ts';
import { countCompletePairs } from './collect-paired-metric-values.ts';
import { isolatedPairMs } from './confirmation-time-reserve.ts';
import { measureNextTrialPair, type PairContext } from './measure-and-record-next-trial-pair.ts';
import { withEnlargedYoungGeneration } from './measure-function-pairs-in-shared-processes.ts';
import { type ComparedScenario, collectMetricEvidence } from './scenario-comparison-state.ts';
import { stopOnPairFailures } from './stop-or-tolerate-trial-pair-failures.ts';
import { stopOnLoadGeneratorSaturation } from './stop-screening-when-decided.ts';

/**
 * Measures fresh pairs, in freshly drawn order, of every scenario with a candidate, faster or
 * slower. Only this stage confirms a change, so it alone keeps the error rate of the suite. Time
 * that a scenario does not use is available to later scenarios.
 */
export async function confirmCandidateChanges(
  subjects: readonly ComparedScenario[],
  context: PairContext,
  save: () => void,
  timeLeftMs: () => number,
  onConfirmed: (subject: ComparedScenario) => void,
): Promise<void> {
  // Scenarios that cannot be judged do not share the error rate, as in the final judgment.
  const pending = subjects
    .filter(({ trouble, stop }) => trouble === null && stop !== 'same-inputs')
    .map((subject) => ({
      subject,
      candidates: listCandidates(collectMetricEvidence(subject, context.options.margin), context),
    }))
    .filter(({ candidates }) => candidates.length > 0);
  const count = pending.reduce((sum, { candidates }) => sum + candidates.length, 0);
  const totalPairs = (): number => pending.reduce((sum, { subject }) => sum + subject.pairs, 0);
  // Repeated until no scenario measures a further pair, so that unused time goes to the others.
  for (let previousPairs = -1; previousPairs < totalPairs(); ) {
    previousPairs = totalPairs();
    for (const [index, { subject, candidates }] of pending.entries()) {
      const shareMs = timeLeftMs() / (pending.length - index);
      const maxTimeMs = Math.min(context.options.maxTimeMs, shareMs);
      const { pairs } = subject;
      const limits = { candidates, count, maxTimeMs, timeLeftMs, endsAtFirstWorse: false };
      await confirm(subject, limits, context);
      // The last round of all measures nothing.
      if (subject.pairs > pairs) onConfirmed(subject);
      save();
    }
    // Without a time limit for the suite, each scenario has had its own.
    if (context.options.budgetMs === null || context.options.signal.aborted) return;
  }
}

/** Most comparisons that share the error rate of a candidate that is confirmed at once. */
const MOST_SHARING = 10;

/**
 * Returns a function that confirms new candidates while other scenarios are still screened, so that
 * a clear change is reported before the noisiest scenario is decided. Each candidate gets the share of
 * the error rate that is left for it if all open metrics become candidates too, and more fresh pairs
 * at the end if these decide nothing. Suites in which that share would be small wait for the end.
 */
export function createEarlyConfirmation(
  subjects: readonly ComparedScenario[],
  context: PairContext,
  onConfirmed: (subject: ComparedScenario) => void,
): () => Promise<void> {
  const { budgetMs, maxTimeMs, margin } = context.options;
  /** Candidates of scenarios that are screened, to which nothing is added. */
  const screened = new Map<ComparedScenario, readonly MetricChange[]>();
  return async () => {
    // A limited time is shared out when all candidates are known.
    if (budgetMs !== null) return;
    const measurable = subjects.filter(
      ({ trouble, stop }) => trouble === null && stop !== 'same-inputs',
    );
    const fresh = measurable.filter(({ stop }) => stop !== null).filter((it) => !screened.has(it));
    for (const subject of fresh) {
      screened.set(subject, listCandidates(collectMetricEvidence(subject, margin), context));
    }
    const count = measurable
      .map((subject) => screened.get(subject)?.length ?? subject.gated.size)
      .reduce((sum, metrics) => sum + metrics, 0);
    if (count > MOST_SHARING) return;
    for (const [subject, candidates] of screened) {
      if (candidates.length === 0 || countCompletePairs(subject.trials, 'confirm') > 0) continue;
      const timeLeftMs = (): number => Number.POSITIVE_INFINITY;
      const limits = { candidates, count, maxTimeMs, timeLeftMs, endsAtFirstWorse: true };
      if ((await confirm(subject, limits, context)) === 'decided') onConfirmed(subject);
    }
  };
}

/** Returns the gated metrics that screening found changed. */
export function listCandidates(
  evidences: readonly MetricEvidence[],
  { options }: PairContext,
): readonly MetricChange[] {
  return evidences.flatMap((evidence): readonly MetricChange[] => {
    if (!evidence.gated) return [];
    const state = evaluateScreening(evidence, options.rules, { isOver: true });
    return state.type === 'candidate'
      ? [{ metric: evidence.metric, direction: state.direction }]
      : [];
  });
}

interface ConfirmationLimits {
  readonly candidates: readonly MetricChange[];
  /** Number of candidates in the whole suite, which share the error rate. */
  readonly count: number;
  readonly maxTimeMs: number;
  readonly timeLeftMs: () => number;
  /** True if one metric that became worse is enough; the others are confirmed later. */
  readonly endsAtFirstWorse: boolean;
}

async function confirm(
  subject: ComparedScenario,
  { candidates, count, maxTimeMs, timeLeftMs, endsAtFirstWorse }: ConfirmationLimits,
  context: PairContext,
): Promise<'decided' | 'open'> {
  const { options, services, sides } = context;
  const { rules } = options;
  const startedMs = subject.elapsedMs;
  for (;;) {
    // Checked before the interrupt, so that the record names the failed side as the reason.
    if (subject.trouble !== null) return 'open';
    if (options.signal.aborted) break;
    const evidence = collectMetricEvidence(subject, options.margin);
    const states = candidates.flatMap(({ metric, direction }) => {
      const current = evidence.find((metricEvidence) => metricEvidence.metric === metric);
      if (current === undefined) return [];
      const request = { direction, candidates: count };
      return [{ direction, type: evaluateConfirmation(current, request, rules).type }];
    });
    const isConfirmedWorse = states.some(
      ({ direction, type }) => direction === 'worse' && type === 'confirmed',
    );
    if (states.every(({ type }) => type !== 'open')) return 'decided';
    if (isConfirmedWorse && endsAtFirstWorse) return 'decided';
    const pairs = countCompletePairs(subject.trials, 'confirm');
    if (pairs >= (rules.confirm_looks.at(-1) ?? 0)) return 'open';
    if (subject.elapsedMs - startedMs >= maxTimeMs) return 'open';
    // A pair that would exceed the time of the suite is not started.
    if (isolatedPairMs(subject) > timeLeftMs()) return 'open';
    const method = { ...subject, scenario: withScreeningHeap(subject) };
    const trials = await measureNextTrialPair(
      subject,
      { stage: 'confirm', warmup: false, method },
      context,
    );
    if (trials === null) break;
    stopOnPairFailures(subject, sides);
    stopOnLoadGeneratorSaturation(subject, sides);
    const measured = countCompletePairs(subject.trials, 'confirm');
    services.onProgress({
      type: 'pair-finished',
      scenario: subject.scenario.name,
      stage: 'confirm',
      pairs: measured,
      nextLook: rules.confirm_looks.find((look) => look > measured) ?? null,
      pairMs: subject.elapsedMs / subject.pairs,
    });
  }
  subject.stop = 'interrupted';
  return 'open';
}

/** Returns the scenario with the heap size of screening; its pairs may be far noisier otherwise. */
function withScreeningHeap({ scenario, sharesProcesses }: ComparedScenario): Scenario {
  const isEnlarged = sharesProcesses && scenario.kind === 'function';
  return isEnlarged ? withEnlargedYoungGeneration(scenario) : scenario;
}
