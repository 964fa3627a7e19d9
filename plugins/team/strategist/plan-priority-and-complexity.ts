import type { measure } from 'perf-harness/plugin';
import type { BottleneckSeverity } from '../profiler/rank-bottlenecks.ts';
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

export const RISKS = ['Low', 'Medium', 'High'] as const;
/** Likelihood that a change of a kind breaks something. */
export type Risk = (typeof RISKS)[number];

export const STRATEGY_CLASSES = [
  'CPU',
  'memory',
  'I/O',
  'network',
  'rendering',
  'database',
] as const;
/** Class of a bottleneck by the resource that it depends on. */
type StrategyClass = (typeof STRATEGY_CLASSES)[number];

/** Strategies against a class of bottlenecks, usual first, with the class's risk (TPS-02). */
interface StrategyFamily {
  readonly strategies: readonly [string, ...string[]];
  readonly risk: Risk;
}

export const STRATEGIES: Readonly<Record<StrategyClass, StrategyFamily>> = {
  CPU: { strategies: ['algorithm', 'memoisation', 'cache', 'worker threads'], risk: 'Medium' },
  memory: { strategies: ['object pooling', 'lazy loading', 'WeakRef', 'clean-up'], risk: 'High' },
  'I/O': {
    strategies: ['batching', 'asynchronous pipeline', 'streaming', 'connection pooling'],
    risk: 'Medium',
  },
  network: {
    strategies: ['coalesced requests', 'compression', 'CDN', 'prefetching'],
    risk: 'Low',
  },
  rendering: {
    strategies: ['virtualised lists', 'memoised components', 'CSS containment', 'code splitting'],
    risk: 'Medium',
  },
  database: {
    strategies: ['index', 'rewritten query', 'cached result', 'denormalised table'],
    risk: 'High',
  },
};

const OF_STEPS: Readonly<Record<measure.BottleneckClass, StrategyClass>> = {
  CPU: 'CPU',
  'I/O-DB': 'database',
  'I/O-Network': 'network',
  'I/O-File': 'I/O',
  Cache: 'I/O',
  External: 'network',
  Architecture: 'CPU',
  Unknown: 'CPU',
};

export function classifyBottleneck(step: measure.BottleneckClass): StrategyClass {
  return OF_STEPS[step];
}
