import { evaluateConfirmation } from '../gate/decide/evaluate-candidate-confirmation.ts';
import { evaluateScreening } from '../gate/decide/evaluate-metric-screening.ts';
import type { MetricEvidence } from '../gate/decide/paired-metric-evidence.ts';
import type { Scenario } from '../model/scenario/scenario.ts';
import { countCompletePairs } from './collect-paired-metric-values.ts';
import { isolatedPairMs } from './confirmation-time-reserve.ts';
import { measureNextTrialPair, type PairContext } from './measure-and-record-next-trial-pair.ts';
import { withEnlargedYoungGeneration } from './measure-function-pairs-in-shared-processes.ts';
import { type ComparedScenario, collectMetricEvidence } from './scenario-comparison-state.ts';
import { stopOnLoadGeneratorSaturation } from './stop-on-load-generator-saturation.ts';
import { stopOnPairFailures } from './stop-or-tolerate-trial-pair-failures.ts';

/** A gated metric that the screen found changed. */
interface Candidate {
  readonly metric: string;
  readonly direction: 'worse' | 'better';
}

/**
 * Measures fresh pairs, with fresh coins, of every scenario with a candidate, faster and slower
 * alike. Only this stage makes verdicts, so it alone must keep the error rate of the suite. Time
 * that a scenario does not use is available to later scenarios.
 */
export async function confirmCandidateChanges(
  subjects: readonly ComparedScenario[],
  context: PairContext,
  save: () => void,
  timeLeftMs: () => number,
): Promise<void> {
  // Scenarios that cannot be judged do not share the error rate, as in the final judgment.
  const found = subjects
    .filter(({ trouble }) => trouble === null)
    .map((subject) => ({
      subject,
      candidates: candidatesOf(collectMetricEvidence(subject, context.options.margin), context),
    }))
    .filter(({ candidates }) => candidates.length > 0);
  const count = found.reduce((sum, { candidates }) => sum + candidates.length, 0);
  const pairsOf = (): number => found.reduce((sum, { subject }) => sum + subject.pairs, 0);
  // Time that some scenarios leave over goes to those that need more, until none takes a further
  // pair.
  for (let before = -1; before < pairsOf(); ) {
    before = pairsOf();
    for (const [index, { subject, candidates }] of found.entries()) {
      const shareMs = timeLeftMs() / (found.length - index);
      const maxTimeMs = Math.min(context.options.maxTimeMs, shareMs);
      await confirm(subject, { candidates, count, maxTimeMs, timeLeftMs }, context);
      save();
    }
    // Without a limit for all, each has had its own.
    if (context.options.budgetMs === null || context.options.signal.aborted) return;
  }
}

function candidatesOf(
  evidences: readonly MetricEvidence[],
  { options }: PairContext,
): readonly Candidate[] {
  return evidences.flatMap((evidence): readonly Candidate[] => {
    if (!evidence.gated) return [];
    const state = evaluateScreening(evidence, options.rules, { isOver: true });
    return state.type === 'candidate'
      ? [{ metric: evidence.metric, direction: state.direction }]
      : [];
  });
}

interface Confirming {
  readonly candidates: readonly Candidate[];
  /** Number of candidates in the whole suite, which share the error rate. */
  readonly count: number;
  readonly maxTimeMs: number;
  /** Number of candidates in the whole suite. */
  readonly timeLeftMs: () => number;
}

async function confirm(
  subject: ComparedScenario,
  { candidates, count, maxTimeMs, timeLeftMs }: Confirming,
  context: PairContext,
): Promise<void> {
  const { options, parts, sides } = context;
  const { rules } = options;
  const startedMs = subject.elapsedMs;
  for (;;) {
    // Before the interrupt: a side that has failed stays the reason, in the saved record too.
    if (subject.trouble !== null) return;
    if (options.signal.aborted) break;
    const evidence = collectMetricEvidence(subject, options.margin);
    const isOpen = candidates.some(({ metric, direction }) => {
      const own = evidence.find((metricEvidence) => metricEvidence.metric === metric);
      return (
        own !== undefined &&
        evaluateConfirmation(own, { direction, candidates: count }, rules).type === 'open'
      );
    });
    if (!isOpen) return;
    const pairs = countCompletePairs(subject.trials, 'confirm');
    if (pairs >= (rules.confirm_looks.at(-1) ?? 0)) return;
    if (subject.elapsedMs - startedMs >= maxTimeMs) return;
    // A pair that would not end in the time of all is not begun.
    if (isolatedPairMs(subject) > timeLeftMs()) return;
    const by = { ...subject, scenario: confirmedAs(subject) };
    const trials = await measureNextTrialPair(
      subject,
      { stage: 'confirm', warmup: false, by },
      context,
    );
    if (trials === null) break;
    stopOnPairFailures(subject, sides);
    stopOnLoadGeneratorSaturation(subject, sides);
    const measured = countCompletePairs(subject.trials, 'confirm');
    parts.onProgress({
      type: 'pair-finished',
      scenario: subject.scenario.name,
      stage: 'confirm',
      pairs: measured,
      nextLook: rules.confirm_looks.find((look) => look > measured) ?? null,
      pairMs: subject.elapsedMs / subject.pairs,
    });
  }
  subject.stop = 'interrupted';
}

/** Returns the scenario with the screen's heap size: with another, its pairs may be far noisier. */
function confirmedAs({ scenario, sharesProcesses }: ComparedScenario): Scenario {
  const hadRoom = sharesProcesses && scenario.kind === 'function';
  return hadRoom ? withEnlargedYoungGeneration(scenario) : scenario;
}
