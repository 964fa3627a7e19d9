/** What the time of a step goes to (P811-18). */
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
/** What kind of thing a program spends its time on. */
export type BottleneckClass = (typeof BOTTLENECK_CLASSES)[number];

/** What to look at first (P811-38). */
export type BottleneckPriority = 'PRIMARY' | 'SECONDARY' | 'TERTIARY';

/** How a number is known, the best way first (P811-48). */
export const ESTIMATE_METHODS = ['traces', 'logs', 'benchmark', 'structure', 'table'] as const;
export type EstimateMethod = (typeof ESTIMATE_METHODS)[number];

/** How much a number can be relied on. */
export type Confidence = 'HIGH' | 'MEDIUM' | 'LOW';

/** A time, and how it is known. */
export interface TimeEstimate {
  readonly ms: number;
  readonly method: EstimateMethod;
}
