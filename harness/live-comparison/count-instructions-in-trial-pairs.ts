import { evaluateScreening } from '../gate/decide/evaluate-metric-screening.ts';
import { countedComparisonFamilySize } from '../gate/multiple-comparison-family-size.ts';
import type { Executor } from '../model/executor.ts';
import { measureNextTrialPair, type PairContext } from './measure-and-record-next-trial-pair.ts';
import {
  type ComparedScenario,
  collectMetricEvidence,
  INSTRUCTIONS,
} from './scenario-comparison-state.ts';

/** Share of the remaining time for counting; the rest is for confirming candidates. */
const COUNT_SHARE = 0.5;
/** Number of failed pairs after which counting is given up. */
const TOLERATED_FAILURES = 3;

/** Counts instructions pair by pair until conclusive; a few pairs are enough: counts hardly vary. */
export async function countPairInstructions(
  subjects: readonly ComparedScenario[],
  context: PairContext,
  save: () => void,
  timeLeftMs: () => number,
): Promise<void> {
  const { options, services } = context;
  const requesting = subjects.filter(
    ({ scenario, trouble }) => trouble === null && scenario.metrics.includes(INSTRUCTIONS),
  );
  for (const [index, subject] of requesting.entries()) {
    const executor = services.instructions.find(({ kind }) => kind === subject.scenario.kind);
    if (executor === undefined || options.signal.aborted) continue;
    const shareMs = (COUNT_SHARE * timeLeftMs()) / (requesting.length - index);
    const maxTimeMs = Math.min(options.maxTimeMs, shareMs);
    const familySize = (): number => liveCountedFamilySize(subjects);
    // Sound: the kinds are the same, which the types cannot follow.
    const counting = { executor: executor as Executor, familySize, maxTimeMs };
    await countInstructionsOf(subject, counting, context);
    save();
  }
}

interface Counting {
  readonly executor: Executor;
  /** Number of counted comparisons that share the error rate. */
  readonly familySize: () => number;
  readonly maxTimeMs: number;
}

async function countInstructionsOf(
  subject: ComparedScenario,
  { executor, familySize, maxTimeMs }: Counting,
  context: PairContext,
): Promise<void> {
  const { options, services } = context;
  let failures = 0;
  const startedPairs = subject.pairs;
  const startedMs = subject.elapsedMs;
  for (;;) {
    const pairs = subject.pairs - startedPairs;
    const evidence = collectMetricEvidence(subject, options.margin).find(
      ({ metric }) => metric === INSTRUCTIONS,
    );
    const counted = evidence?.screen.base.length ?? 0;
    // Units that cannot count instructions report the reason; retrying does not help.
    if (pairs > 0 && counted === 0) return;
    const state =
      evidence === undefined || counted === 0
        ? null
        : evaluateScreening(evidence, options.rules, { sharing: familySize() });
    if (state !== null && state.type !== 'open') return;
    // At least one pair, since a metric that was not measured at all cannot be compared.
    if (pairs > 0 && subject.elapsedMs - startedMs >= maxTimeMs) return;
    const trials = await measureNextTrialPair(
      subject,
      {
        stage: 'screen',
        warmup: false,
        pass: INSTRUCTIONS,
        method: { executor, plan: { type: 'back-to-back' } },
      },
      context,
    );
    if (trials === null || options.signal.aborted) {
      subject.stop = 'interrupted';
      return;
    }
    // A scenario that cannot be counted can still be timed, so failures only end the counting.
    if (trials.a.state === 'failed' || trials.b.state === 'failed') failures += 1;
    if (failures >= TOLERATED_FAILURES) return;
    services.onProgress({
      type: 'pair-finished',
      scenario: subject.scenario.name,
      stage: 'screen',
      pairs: pairs + 1,
      nextLook: null,
      pairMs: (subject.elapsedMs - startedMs) / (pairs + 1),
    });
  }
}

/** Returns the number of counted comparisons that share the suite's error rate while measured. */
export function liveCountedFamilySize(subjects: readonly ComparedScenario[]): number {
  return countedComparisonFamilySize(
    subjects.map(({ gated, trouble }) => ({ gated, isUnjudged: trouble !== null })),
  );
}
