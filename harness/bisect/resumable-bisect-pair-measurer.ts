import { collectPairedValues } from '../live-comparison/collect-paired-metric-values.ts';
import {
  measureNextTrialPair,
  type PairContext,
} from '../live-comparison/measure-and-record-next-trial-pair.ts';
import {
  beginComparedScenario,
  type ComparedScenario,
  INSTRUCTIONS,
} from '../live-comparison/scenario-comparison-state.ts';
import { warmUpBothSides } from '../live-comparison/screen-scenarios-for-changes.ts';
import { stopOnPairFailures } from '../live-comparison/stop-or-tolerate-trial-pair-failures.ts';
import type { Executor } from '../model/executor.ts';
import { scenarioStarted } from '../model/progress-event.ts';
import type { Scenario } from '../model/scenario/scenario.ts';
import type { PairValues } from './bisect-pair-effects-by-position.ts';
import type { MeasuredPairs } from './search-culprit-change-position.ts';

/** Measures further pairs of two sides that stay open, so that the search can return to them. */
export interface BisectPairMeasurer {
  /** Measures `count` further pairs of a metric. */
  readonly measure: (metric: string, count: number) => Promise<MeasuredPairs>;
}

/** Checks that both sides can be measured, once, and measures them pair by pair. */
export function createBisectPairMeasurer(
  scenario: Scenario,
  context: PairContext,
): BisectPairMeasurer {
  const { sides, services, options } = context;
  const { clock } = services.host;
  let begun: ComparedScenario | null = null;
  let returned = 0;

  const begin = async (): Promise<ComparedScenario> => {
    const subject = await beginComparedScenario(scenario, sides, services, options);
    if (subject.stop === null) {
      services.onProgress(scenarioStarted(scenario, 0, 1));
      await warmUpBothSides(subject, context);
    }
    return subject;
  };
  /** The pairs that were not returned yet. */
  const fresh = (subject: ComparedScenario, metric: string): readonly PairValues[] => {
    const { base, head } = collectPairedValues(subject.trials, metric, 'screen');
    return base.map((against, index) => ({ against, at: head[index] ?? against })).slice(returned);
  };
  /** Instructions are counted in units of their own. */
  const kindOf = (metric: string): Parameters<typeof measureNextTrialPair>[1] => {
    const kind = { stage: 'screen', warmup: false } as const;
    const counter = services.instructions.find((instruction) => instruction.kind === scenario.kind);
    if (metric !== INSTRUCTIONS || counter === undefined) return kind;
    // Sound: the kinds are the same, which the types cannot follow.
    const method = { executor: counter as Executor, plan: { type: 'back-to-back' } } as const;
    return { ...kind, pass: INSTRUCTIONS, method };
  };
  return {
    measure: async (metric, count) => {
      const startedMs = clock.monotonicMs();
      const untestable = (reason: string): MeasuredPairs => ({
        state: 'untestable',
        reason,
        durationMs: clock.monotonicMs() - startedMs,
      });
      begun ??= await begin();
      const subject = begun;
      for (let taken = 0; subject.stop === null; taken += 1) {
        if (options.signal.aborted) return { state: 'interrupted' };
        const pairs = fresh(subject, metric);
        if (pairs.length >= count) {
          returned += pairs.length;
          return { state: 'measured', pairs, durationMs: clock.monotonicMs() - startedMs };
        }
        // Pairs without a value of this metric are useless, so stop after enough of them.
        if (taken > 2 * count && pairs.length === 0) return untestable(`it reports no ${metric}`);
        const kind = kindOf(metric);
        await measureNextTrialPair(subject, kind, context);
        stopOnPairFailures(subject, sides, kind.pass);
      }
      if (subject.stop === 'interrupted') return { state: 'interrupted' };
      return untestable(subject.trouble?.reason ?? 'it could not be measured');
    },
  };
}
