import type { BottleneckSeverity } from '../profiler/bottleneck-severity.ts';
import type { Priority } from '../session/optimization-summary-and-priority.ts';

export type ImpactLevel = 'low' | 'medium' | 'high';

/**
 * Priority by impact and effort (TPS-03). Medium impact with medium effort is in the last class
 * with low impact, since it is neither quick nor large.
 */
const TABLE: Readonly<Record<ImpactLevel, Readonly<Record<ImpactLevel, Priority>>>> = {
  high: { low: 'P0', medium: 'P1', high: 'P3' },
  medium: { low: 'P2', medium: 'P3', high: 'P3' },
  low: { low: 'P3', medium: 'P3', high: 'P3' },
};

export function computePriority(impact: ImpactLevel, effort: ImpactLevel): Priority {
  return TABLE[impact][effort];
}

/** Planning effort for a set of bottlenecks. */
export type PlanComplexity = 'Low' | 'Medium' | 'High';

/** Number of High bottlenecks above which a case is complex even without a Critical bottleneck. */
const MOST_HIGH = 3;

/** Returns High for a Critical or many High bottlenecks, Medium for any High, else Low (TPS-01). */
export function assessPlanComplexity(severities: readonly BottleneckSeverity[]): PlanComplexity {
  const high = severities.filter((severity) => severity === 'High').length;
  if (severities.includes('Critical') || high > MOST_HIGH) return 'High';
  return high > 0 ? 'Medium' : 'Low';
}

/** True if the plan is discussed before it is passed on (TPS-08). */
export function needsPlanDiscussion(complexity: PlanComplexity): boolean {
  return complexity === 'High';
}
