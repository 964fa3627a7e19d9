import type { measure } from 'perf-harness/plugin';
import type { FixLevel, LocalFinding } from '../document/optimization-hypothesis.ts';
import { type PracticeSourceId, practiceSource } from './practice-sources.ts';

/** Established way to fix bottlenecks of a class. */
export interface Practice {
  readonly id: string;
  readonly class: measure.BottleneckClass;
  readonly text: string;
  readonly fixLevel: FixLevel;
  readonly kind: keyof typeof FEASIBILITY;
  readonly source: PracticeSourceId;
  /** Local check that finds the project ready for it; null if no check does. */
  readonly check: LocalFinding['check'] | null;
  /** Ids of practices that make it needless, or it them. */
  readonly conflictsWith: readonly string[];
  /** Ids of practices that it builds on. */
  readonly needs: readonly string[];
}

/** By default a change of the application's own code. */
type Row = readonly [
  id: string,
  text: string,
  source: PracticeSourceId,
  more?: Partial<Pick<Practice, 'fixLevel' | 'kind' | 'check' | 'conflictsWith' | 'needs'>>,
];

/** Feasibility and effort of each kind of solution, by what it requires (H812-14). */
export const FEASIBILITY = {
  existing_batch_unused: {
    feasibility: 'HIGH',
    complexity: ['Low'],
    prerequisites: 'a batch method that the project or its client already has',
  },
  cache_not_on_path: {
    feasibility: 'HIGH',
    complexity: ['Low', 'Medium'],
    prerequisites: "the project's existing cache, and a way to invalidate it",
  },
  // Not in the requirement: a change to existing code that needs nothing new.
  local_change: { feasibility: 'HIGH', complexity: ['Low', 'Medium'], prerequisites: 'none' },
  new_library: {
    feasibility: 'MEDIUM',
    complexity: ['Medium', 'High'],
    prerequisites: 'a package that is not in the project yet',
  },
  infrastructure_change: {
    feasibility: 'LOW',
    complexity: ['High'],
    prerequisites: 'a change outside the code',
  },
} as const;

/** Practices by class (H812-07); the texts are shown to people. */
const ROWS: Readonly<Partial<Record<measure.BottleneckClass, readonly Row[]>>> = {
  Architecture: [
    [
      'batch-calls',
      'Batch calls instead of calling once per item',
      'dataloader',
      { kind: 'existing_batch_unused', check: 'batch', conflictsWith: ['parallel-calls'] },
    ],
    [
      'parallel-calls',
      'Run independent calls concurrently',
      'mdn-promise',
      { conflictsWith: ['batch-calls'] },
    ],
    ['pipeline-stages', 'Start the next stage while the previous stage still runs', 'node-streams'],
    [
      'load-with-dataloader',
      'Batch the keys requested in one tick with DataLoader',
      'dataloader',
      { kind: 'new_library', conflictsWith: ['batch-calls'] },
    ],
    ['read-once', 'Read each key once in a loop that repeats reads', 'dataloader'],
  ],
  'I/O-Network': [
    [
      'keep-connections',
      'Reuse connections from a well-sized pool',
      'undici',
      { fixLevel: 1, check: 'pool' },
    ],
    [
      'use-http2',
      'Use HTTP/2, which multiplexes requests on one connection',
      'rfc-9113',
      { fixLevel: 2, kind: 'infrastructure_change' },
    ],
    [
      'cache-responses',
      'Cache responses for as long as their headers allow',
      'rfc-9111',
      { fixLevel: 3, kind: 'cache_not_on_path', check: 'cache' },
    ],
  ],
  'I/O-DB': [
    [
      'size-database-pool',
      'Size the connection pool for the load',
      'node-postgres',
      { fixLevel: 1, check: 'pool' },
    ],
    ['add-index', 'Add an index that the query can use', 'postgres-wiki', { fixLevel: 2 }],
    ['rewrite-query', 'Select only the columns and rows that are used', 'postgres-wiki'],
    [
      'load-eagerly',
      'Load related rows in the same query',
      'dataloader',
      { conflictsWith: ['batch-calls'] },
    ],
    [
      'write-in-bulk',
      'Write many rows in one statement',
      'node-postgres',
      { kind: 'existing_batch_unused', check: 'batch' },
    ],
    [
      'prepare-statements',
      'Name a recurring statement, so that the database plans it once per connection',
      'node-postgres',
    ],
  ],
  'I/O-File': [
    ['stream-files', 'Stream large files instead of reading them whole', 'node-streams'],
    ['use-async-files', 'Use non-blocking calls', 'node-fs', { check: 'async_variant' }],
    [
      'map-files',
      'Keep repeatedly read data in memory, or memory-map it',
      'node-fs',
      { kind: 'new_library' },
    ],
  ],
  CPU: [
    ['better-algorithm', 'Use an algorithm or data structure that scales better', 'big-o'],
    ['look-up-in-set', 'Look up in a Set or Map instead of searching a list in a loop', 'big-o'],
    ['memoise', 'Memoize pure calls that recur', 'memoisation'],
    [
      'compute-once',
      'Compute what a loop does not change once, also RegExps made from strings',
      'memoisation',
    ],
    [
      'create-no-objects',
      'Use startsWith, endsWith, RegExp.test, Date.now and rest parameters, which create no further object',
      'mdn-starts-with',
    ],
    [
      'reuse-collator',
      'Sort many strings with one Intl.Collator instead of localeCompare',
      'mdn-locale-compare',
    ],
    ['vectorise', 'Process typed arrays in one pass', 'v8-elements'],
    [
      'faster-library',
      'Use a library known to be faster for this task',
      'node-workers',
      { fixLevel: 3, kind: 'new_library' },
    ],
    [
      'move-to-worker',
      'Move the work to a worker thread',
      'node-workers',
      { check: 'async_variant' },
    ],
  ],
  Cache: [
    [
      'bound-cache',
      'Size the cache and its eviction policy for the workload',
      'lru-cache',
      { fixLevel: 1, check: 'unused_setting' },
    ],
    [
      'mend-cache-key',
      'Exclude inputs that do not affect the result from the cache key',
      'cache-aside',
    ],
    [
      'invalidate-cache',
      'Invalidate changed cache entries, and let every entry expire',
      'cache-aside',
    ],
    [
      'tier-cache',
      'Put an in-process cache in front of the shared cache',
      'cache-aside',
      { fixLevel: 3, kind: 'cache_not_on_path', check: 'cache', needs: ['invalidate-cache'] },
    ],
    [
      'warm-cache',
      'Warm the cache before the first user request',
      'cache-aside',
      { needs: ['invalidate-cache'] },
    ],
  ],
  External: [
    [
      'cache-external',
      "Cache the service's responses",
      'cache-aside',
      { fixLevel: 3, kind: 'cache_not_on_path', check: 'cache' },
    ],
    [
      'circuit-breaker',
      'Stop calling an unresponsive service, and fail fast',
      'circuit-breaker',
      { fixLevel: 3, kind: 'new_library' },
    ],
    [
      'fall-back',
      'Respond with fallback data when the service is slow',
      'circuit-breaker',
      { needs: ['circuit-breaker'] },
    ],
    [
      'change-provider',
      'Switch providers, or negotiate a better service level agreement',
      'circuit-breaker',
      { fixLevel: 2, kind: 'infrastructure_change' },
    ],
  ],
};

/** Every practice that is known offline. */
export const PRACTICES: readonly Practice[] = Object.entries(ROWS).flatMap(([name, rows]) =>
  rows.map(
    ([id, text, source, more]): Practice => ({
      id,
      // Sound, since the type of ROWS restricts its keys to classes.
      class: name as measure.BottleneckClass,
      text,
      fixLevel: 4,
      kind: 'local_change',
      source,
      check: null,
      conflictsWith: [],
      needs: [],
      ...more,
    }),
  ),
);

/** Returns the source that describes a practice. */
export function findPracticeSource({ source }: Practice) {
  return practiceSource(source);
}
