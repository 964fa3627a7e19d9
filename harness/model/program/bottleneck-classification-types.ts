/** Categories of what a step spends its time on (P811-18). */
export const BOTTLENECK_CLASSES = [
  'CPU',
  'I/O-DB',
  'I/O-Network',
  'I/O-File',
  'Cache',
  'External',
  'Architecture',
  'Unknown',
] as const;
/** Category of what a program spends its time on. */
export type BottleneckClass = (typeof BOTTLENECK_CLASSES)[number];

/** Order in which bottlenecks should be inspected (P811-38). */
export type BottleneckPriority = 'PRIMARY' | 'SECONDARY' | 'TERTIARY';

/** Methods behind an estimate, the best first (P811-48). */
export const ESTIMATE_METHODS = ['traces', 'logs', 'benchmark', 'structure', 'table'] as const;
export type EstimateMethod = (typeof ESTIMATE_METHODS)[number];

export type Confidence = 'HIGH' | 'MEDIUM' | 'LOW';

/** A time, and how it is known. */
export interface TimeEstimate {
  readonly ms: number;
  readonly method: EstimateMethod;
}
