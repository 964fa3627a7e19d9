import { formatAmount, type MetricName } from './optimization-metrics.ts';

export interface CycleHeader {
  readonly cycle: number;
  readonly maxCycles: number;
  /** Bottleneck of the previous cycle: `class: detail`. */
  readonly bottleneck: string;
  /** Percent, rendered with one decimal. */
  readonly improvement: number;
  readonly metric: MetricName;
  readonly current: number;
  readonly target: number;
}

/** Returns the header of a cycle that follows another (OPT-29). */
export function renderCycleHeader(header: CycleHeader): string {
  return [
    `═══ CYCLE ${header.cycle}/${header.maxCycles} ═══`,
    `Previous: ${header.bottleneck} → ${header.improvement.toFixed(1)}% improvement`,
    `Remaining gap: ${formatAmount(header.current, header.metric)} vs target ${formatAmount(header.target, header.metric)}`,
  ].join('\n');
}
