import type { BottleneckSeverity } from '../profiler/bottleneck-severity.ts';
import type { Priority } from '../session/optimization.ts';

/** Low, medium or high, of what is gained and of what it takes. */
export type ImpactLevel = 'low' | 'medium' | 'high';

/**
 * By what is gained and what it takes (TPS-03). The middle of both is last, with what gains little: it
 * is neither quick nor large.
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

/** More High bottlenecks than this are a complex case even without a Critical one. */
const MOST_HIGH = 3;

/** One Critical or many High: High; any High: Medium; else Low (TPS-01). */
export function assessPlanComplexity(severities: readonly BottleneckSeverity[]): PlanComplexity {
  const high = severities.filter((severity) => severity === 'High').length;
  if (severities.includes('Critical') || high > MOST_HIGH) return 'High';
  return high > 0 ? 'Medium' : 'Low';
}

/** True if the plan is discussed before it is passed on (TPS-08). */
export function needsPlanDiscussion(complexity: PlanComplexity): boolean {
  return complexity === 'High';
}
