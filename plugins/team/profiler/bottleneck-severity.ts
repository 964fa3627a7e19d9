export const BOTTLENECK_SEVERITIES = ['Critical', 'High', 'Medium'] as const;
/** Severity of a bottleneck by its share of the time of an operation. */
export type BottleneckSeverity = (typeof BOTTLENECK_SEVERITIES)[number];

/** Percent of wall time above which a bottleneck is Critical, and from which High (TPP-05). */
const CRITICAL_ABOVE = 50;
const HIGH_FROM = 20;

/** @param share - Percent of the wall time of an operation. */
export function classifySeverity(share: number): BottleneckSeverity {
  if (share > CRITICAL_ABOVE) return 'Critical';
  return share >= HIGH_FROM ? 'High' : 'Medium';
}
