import type { MetricDirection } from './optimization-metrics.ts';

/** Why the loop ends. */
export type StopReason =
  | 'target'
  | 'plateau'
  | 'max_cycles'
  | 'no_hypotheses'
  | 'gate_success'
  | 'gate_block'
  | 'plan_rejected'
  | 'plan_only'
  | 'merge_conflict'
  | 'out_of_time'
  | 'failed';

export interface Stop {
  readonly reason: StopReason;
  /** As people read it. */
  readonly text: string;
}

/** Quotients of decimal numbers miss their boundary by this much at most. */
const ROUNDING = 1e-9;

/** Returns the improvement in percent of the earlier value; negative if it got worse. */
export function calculateImprovement(
  before: number,
  after: number,
  better: MetricDirection,
): number {
  if (before === 0) return 0;
  const gain = better === 'lower' ? before - after : after - before;
  return (gain / before) * 100;
}

/** Rounds to one decimal, as stored and shown. */
export function roundToTenth(value: number): number {
  return Number(value.toFixed(1));
}

/** True if a value meets its target. */
export function isTargetMet(value: number, target: number, better: MetricDirection): boolean {
  return better === 'lower' ? value <= target : value >= target;
}

export interface CycleOutcome {
  readonly cycle: number;
  readonly maxCycles: number;
  readonly targetMet: boolean;
  /** Not rounded. */
  readonly improvement: number;
  /** Minimum improvement for another cycle, in percent. */
  readonly threshold: number;
}

/** Returns the reason to stop after a cycle, in order target, plateau, budget; null: go on. */
export function findStopReason(outcome: CycleOutcome): Stop | null {
  const { cycle, maxCycles, targetMet, improvement, threshold } = outcome;
  if (targetMet) return { reason: 'target', text: `TARGET MET on cycle ${cycle}` };
  if (improvement < threshold - ROUNDING) {
    const shown = belowText(improvement, threshold);
    return { reason: 'plateau', text: `PLATEAU on cycle ${cycle}: ${shown}% < ${threshold}%` };
  }
  if (cycle >= maxCycles) {
    return { reason: 'max_cycles', text: `MAX CYCLES reached (${cycle}/${maxCycles})` };
  }
  return null;
}

/** Formats a value with enough decimals to show that it is below the threshold. */
function belowText(value: number, threshold: number): string {
  for (const digits of [1, 2, 3, 4]) {
    const shown = Number(value.toFixed(digits));
    if (shown < threshold) return String(shown);
  }
  return String(value);
}
