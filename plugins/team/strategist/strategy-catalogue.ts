import type { measure } from 'perf-harness/plugin';

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
export type StrategyClass = (typeof STRATEGY_CLASSES)[number];

/** Strategies against a class of bottlenecks, usual first, with the class's risk (TPS-02). */
export interface StrategyFamily {
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

/** The class of a bottleneck of the performance map. */
export function classifyBottleneck(step: measure.BottleneckClass): StrategyClass {
  return OF_STEPS[step];
}
