import { evaluateScreening } from '../gate/decide/evaluate-metric-screening.ts';
import { countedComparisonFamilySize } from '../gate/multiple-comparison-family-size.ts';
import type { Executor } from '../model/executor.ts';
import { measureNextTrialPair, type PairContext } from './measure-and-record-next-trial-pair.ts';
import {
  type ComparedScenario,
  collectMetricEvidence,
  INSTRUCTIONS,
} from './scenario-comparison-state.ts';

/** Share of the remaining time for counting; the rest is for confirming findings of the screen. */
const COUNT_SHARE = 0.5;

/** Counts instructions pair by pair until decided; a few pairs do, since units hardly differ. */
export async function countPairInstructions(
  subjects: readonly ComparedScenario[],
  context: PairContext,
  save: () => void,
  timeLeftMs: () => number,
): Promise<void> {
  const { options, parts } = context;
  const asking = subjects.filter(
    ({ scenario, trouble }) => trouble === null && scenario.metrics.includes(INSTRUCTIONS),
  );
  for (const [index, subject] of asking.entries()) {
    const executor = parts.instructions.find(({ kind }) => kind === subject.scenario.kind);
    if (executor === undefined || options.signal.aborted) continue;
    const shareMs = (COUNT_SHARE * timeLeftMs()) / (asking.length - index);
    const maxTimeMs = Math.min(options.maxTimeMs, shareMs);
    const shared = (): number => liveCountedFamilySize(subjects);
    // Sound: the kinds are the same, which the types cannot follow.
    await count(subject, { executor: executor as Executor, shared, maxTimeMs }, context);
    save();
  }
}

/** Failed pairs after which no more are tried. */
const BORNE = 3;

interface Counting {
  readonly executor: Executor;
  /** Counted comparisons that share the error. */
  readonly shared: () => number;
  readonly maxTimeMs: number;
}

async function count(
  subject: ComparedScenario,
  { executor, shared, maxTimeMs }: Counting,
  context: PairContext,
): Promise<void> {
  const { options, parts } = context;
  let failures = 0;
  const startedPairs = subject.pairs;
  const startedMs = subject.elapsedMs;
  for (;;) {
    const pairs = subject.pairs - startedPairs;
    const own = collectMetricEvidence(subject, options.margin).find(
      ({ metric }) => metric === INSTRUCTIONS,
    );
    const counted = own?.screen.base.length ?? 0;
    // Units that cannot count instructions report the reason; retrying does not help.
    if (pairs > 0 && counted === 0) return;
    const state =
      own === undefined || counted === 0
        ? null
        : evaluateScreening(own, options.rules, { sharing: shared() });
    if (state !== null && state.type !== 'open') return;
    // At least one pair, since a metric that was not measured at all cannot be compared.
    if (pairs > 0 && subject.elapsedMs - startedMs >= maxTimeMs) return;
    const by = { executor, plan: { type: 'back-to-back' } } as const;
    const kind = { stage: 'screen', warmup: false, pass: INSTRUCTIONS, by } as const;
    const trials = await measureNextTrialPair(subject, kind, context);
    if (trials === null || options.signal.aborted) {
      subject.stop = 'interrupted';
      return;
    }
    // Failures of counting do not invalidate the timed pairs: the existing pairs have to suffice.
    if (trials.a.state === 'failed' || trials.b.state === 'failed') failures += 1;
    if (failures >= BORNE) return;
    parts.onProgress({
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
