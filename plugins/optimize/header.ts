import { amount, type MetricName } from './map-metrics.ts';

export interface CycleHeader {
  readonly cycle: number;
  readonly maxCycles: number;
  /** Of the cycle before: `class: detail`. */
  readonly bottleneck: string;
  /** Percent, one decimal. */
  readonly improvement: number;
  readonly metric: MetricName;
  readonly current: number;
  readonly target: number;
}

/** What stands above a cycle that follows another one (OPT-29). */
export function cycleHeader(one: CycleHeader): string {
  return [
    `═══ CYCLE ${one.cycle}/${one.maxCycles} ═══`,
    `Previous: ${one.bottleneck} → ${one.improvement.toFixed(1)}% improvement`,
    `Remaining gap: ${amount(one.current, one.metric)} vs target ${amount(one.target, one.metric)}`,
  ].join('\n');
}
