import { beginLiveSubject, INSTRUCTIONS, type LiveSubject } from '../live/live-subject.ts';
import { measureNextPair, type PairContext } from '../live/measure-next-pair.ts';
import { stopOnFailures } from '../live/pair-failures.ts';
import { collectPairedValues } from '../live/paired-values.ts';
import { warmUpSubject } from '../live/screen-scenarios.ts';
import type { Executor } from '../model/executor.ts';
import { scenarioStarted } from '../model/progress-event.ts';
import type { Scenario } from '../model/scenario/scenario.ts';
import type { PairValues } from './position-evidence.ts';
import type { MeasuredPairs } from './search-change-position.ts';

/** Measures further pairs of two sides that stay open, so that the search can return to them. */
export interface PairMeasurer {
  /** Measures `count` further pairs of a metric. */
  readonly measure: (metric: string, count: number) => Promise<MeasuredPairs>;
}

/** Checks that both sides can be measured, once, and measures them pair by pair. */
export function createPairMeasurer(scenario: Scenario, context: PairContext): PairMeasurer {
  const { sides, parts, options } = context;
  const { clock } = parts.host;
  let begun: LiveSubject | null = null;
  let returned = 0;

  const begin = async (): Promise<LiveSubject> => {
    const subject = await beginLiveSubject(scenario, sides, parts, options);
    if (subject.stop === null) {
      parts.onProgress(scenarioStarted(scenario, 0, 1));
      await warmUpSubject(subject, context);
    }
    return subject;
  };
  /** The pairs that were not returned yet. */
  const fresh = (subject: LiveSubject, metric: string): readonly PairValues[] => {
    const { base, head } = collectPairedValues(subject.trials, metric, 'screen');
    return base.map((against, index) => ({ against, at: head[index] ?? against })).slice(returned);
  };
  /** Instructions are counted in units of their own. */
  const kindOf = (metric: string): Parameters<typeof measureNextPair>[1] => {
    const kind = { stage: 'screen', warmup: false } as const;
    const counter = parts.instructions.find((instruction) => instruction.kind === scenario.kind);
    if (metric !== INSTRUCTIONS || counter === undefined) return kind;
    // Sound: the kinds are the same, which the types cannot follow.
    const by = { executor: counter as Executor, plan: { type: 'back-to-back' } } as const;
    return { ...kind, pass: INSTRUCTIONS, by };
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
        if (taken > 2 * count && pairs.length === 0) return untestable(`it has no ${metric}`);
        const kind = kindOf(metric);
        await measureNextPair(subject, kind, context);
        stopOnFailures(subject, sides, kind.pass);
      }
      if (subject.stop === 'interrupted') return { state: 'interrupted' };
      return untestable(subject.trouble?.reason ?? 'it could not be measured');
    },
  };
}
