import {
  type CompareFolders,
  type FolderComparison,
  improvementPct,
  type MeasureBaseline,
  MeasurementFailure,
  measureUntilStable,
} from '../compare-project-folder-performance.ts';
import { restoreState } from '../save-and-restore-worktree.ts';
import type { Worktree } from '../trial-worktrees.ts';
import { createFailure, type TestOutcome } from './test-stage.ts';

/** Smallest gain that counts, percent: the margin of timed metrics. */
export const MINIMUM_EFFECT_PCT = 2;

/** Two states measured against each other. */
export interface StateComparison {
  readonly measured: FolderComparison;
  /** Name of the metric that decides. */
  readonly primary: string;
  readonly improvementPct: number;
  /** Better than noise, and by more than the smallest gain that counts. */
  readonly isImproved: boolean;
  /** Shown to be worse, or not to be measured at all. */
  readonly isWorse: boolean;
}

/** Measures states of the project in its two worktrees. */
export interface MeasureStage {
  /** Compares two states; with `explain`, both are profiled too if one is better. */
  readonly compare: (
    before: string,
    after: string,
    options?: { readonly explain?: boolean },
  ) => Promise<StateComparison>;
  /** Fails for a state that cannot be measured at all. */
  readonly tryMeasuring: (tree: string) => Promise<TestOutcome>;
}

export interface MeasureInput {
  readonly head: Worktree;
  readonly base: Worktree;
  readonly primary: string;
  readonly measure: CompareFolders;
  readonly measureBaseline: MeasureBaseline;
  readonly signal: AbortSignal;
}

export function openMeasureStage(input: MeasureInput): MeasureStage {
  const { head, base, primary, measure, measureBaseline, signal } = input;
  return {
    compare: async (before, after, { explain = false } = {}) => {
      await restoreState(base, before);
      await restoreState(head, after);
      const measured = await measureUntilStable(measure, base.root, head.root, { explain, signal });
      signal.throwIfAborted();
      const gain = improvementPct(measured, primary);
      const { verdict } = measured;
      const isImproved = verdict === 'improved' && gain >= MINIMUM_EFFECT_PCT;
      const isWorse = verdict === 'regressed' || verdict === 'incomparable';
      return { measured, primary, improvementPct: gain, isImproved, isWorse };
    },
    tryMeasuring: async (tree) => {
      await restoreState(head, tree);
      try {
        await measureBaseline(head.root, { runs: 1, signal });
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof MeasurementFailure)) throw error;
        return createFailure(`it fails when measured (${error.message})`, true);
      }
      return { state: 'passed', e2e: 'skipped' };
    },
  };
}

/** Describes the result of a comparison in a few words: `+0.4%, unchanged`. */
export function describeComparison({ improvementPct, measured }: StateComparison): string {
  if (measured.verdict === 'incomparable') return 'it could not be measured';
  return `${improvementPct >= 0 ? '+' : ''}${improvementPct.toFixed(1)}%, ${measured.verdict}`;
}

/** Describes why a comparison shows no gain: there is none, or it was inconclusive. */
export function describeMissingGain({ measured }: StateComparison): string {
  return measured.verdict === 'inconclusive' ? 'no improvement was shown' : 'no improvement';
}

/**
 * Describes a comparison that shows no gain.
 * @param style - Brackets around its numbers, or a colon before them.
 */
export function describeObjection(
  comparison: StateComparison,
  style: 'brackets' | 'colon',
): string {
  const { verdict, reason } = comparison.measured;
  if (verdict === 'incomparable') {
    return `it fails when measured (${reason ?? 'no reason was given'})`;
  }
  const words = describeComparison(comparison);
  const numbers = style === 'colon' ? `: ${words}` : ` (${words})`;
  return `${describeMissingGain(comparison)}${numbers}${describeRegressions(comparison)}`;
}

/** Lists other metrics that became worse, after a reason: `; memory_peak_mb is worse (+180%)`. */
export function describeRegressions({ measured, primary }: StateComparison): string {
  return Object.entries(measured.metrics)
    .filter(([name, { verdict }]) => name !== primary && verdict === 'regressed')
    .map(([name, { ratio }]) => {
      if (ratio === null) return `; ${name} is worse`;
      const pct = (ratio - 1) * 100;
      return `; ${name} is worse (${pct >= 0 ? '+' : ''}${pct.toFixed(0)}%)`;
    })
    .join('');
}
