import type { measure } from 'perf-harness/plugin';
import type { FixLevel, LocalFinding } from '../document/optimization-hypothesis.ts';
import { PRACTICE_SOURCES, type PracticeSourceId } from './practice-sources.ts';
import type { SolutionKind } from './solution-feasibility.ts';

/** Established way to fix bottlenecks of a class. */
export interface Practice {
  readonly id: string;
  readonly class: measure.BottleneckClass;
  readonly text: string;
  readonly fixLevel: FixLevel;
  readonly kind: SolutionKind;
  readonly prerequisites: string;
  readonly source: PracticeSourceId;
  /** Local check that finds the project ready for it; null if no check does. */
  readonly check: LocalFinding['check'] | null;
  /** Ids of practices that make it needless, or it them. */
  readonly conflictsWith: readonly string[];
  /** Ids of practices that it builds on. */
  readonly needs: readonly string[];
}

type Row = readonly [
  id: string,
  text: string,
  level: FixLevel,
  kind: SolutionKind,
  source: PracticeSourceId,
  more?: Partial<Pick<Practice, 'check' | 'conflictsWith' | 'needs' | 'prerequisites'>>,
];

const PREREQUISITES: Readonly<Record<SolutionKind, string>> = {
  existing_batch_unused: 'a batch method that the project or its client already has',
  cache_not_on_path: "the project's existing cache, and a way to invalidate it",
  local_change: 'none',
  new_library: 'a package that is not in the project yet',
  infrastructure_change: 'a change outside the code',
};

/** Practices by class (H812-07); the texts are shown to people. */
const ROWS: Readonly<Partial<Record<measure.BottleneckClass, readonly Row[]>>> = {
  Architecture: [
    [
      'batch-calls',
      'Batch calls instead of calling once per item',
      4,
      'existing_batch_unused',
      'dataloader',
      { check: 'batch', conflictsWith: ['parallel-calls'] },
    ],
    [
      'parallel-calls',
      'Run independent calls concurrently',
      4,
      'local_change',
      'mdn-promise',
      { conflictsWith: ['batch-calls'] },
    ],
    [
      'pipeline-stages',
      'Start the next stage while the previous stage still runs',
      4,
      'local_change',
      'node-streams',
    ],
    [
      'load-with-dataloader',
      'Batch the keys requested in one tick with DataLoader',
      4,
      'new_library',
      'dataloader',
      { conflictsWith: ['batch-calls'] },
    ],
    [
      'read-once',
      'Read each key once in a loop that repeats reads',
      4,
      'local_change',
      'dataloader',
    ],
  ],
  'I/O-Network': [
    [
      'keep-connections',
      'Reuse connections from a well-sized pool',
      1,
      'local_change',
      'undici',
      { check: 'pool' },
    ],
    [
      'use-http2',
      'Use HTTP/2, which multiplexes requests on one connection',
      2,
      'infrastructure_change',
      'rfc-9113',
    ],
    [
      'cache-responses',
      'Cache responses for as long as their headers allow',
      3,
      'cache_not_on_path',
      'rfc-9111',
      { check: 'cache' },
    ],
  ],
  'I/O-DB': [
    [
      'size-database-pool',
      'Size the connection pool for the load',
      1,
      'local_change',
      'node-postgres',
      { check: 'pool' },
    ],
    ['add-index', 'Add an index that the query can use', 2, 'local_change', 'postgres-wiki'],
    [
      'rewrite-query',
      'Select only the columns and rows that are used',
      4,
      'local_change',
      'postgres-wiki',
    ],
    [
      'load-eagerly',
      'Load related rows in the same query',
      4,
      'local_change',
      'dataloader',
      { conflictsWith: ['batch-calls'] },
    ],
    [
      'write-in-bulk',
      'Write many rows in one statement',
      4,
      'existing_batch_unused',
      'node-postgres',
      { check: 'batch' },
    ],
    [
      'prepare-statements',
      'Name a recurring statement, so that the database plans it once per connection',
      4,
      'local_change',
      'node-postgres',
    ],
  ],
  'I/O-File': [
    [
      'stream-files',
      'Stream large files instead of reading them whole',
      4,
      'local_change',
      'node-streams',
    ],
    [
      'use-async-files',
      'Use non-blocking calls',
      4,
      'local_change',
      'node-fs',
      { check: 'async_variant' },
    ],
    [
      'map-files',
      'Keep repeatedly read data in memory, or memory-map it',
      4,
      'new_library',
      'node-fs',
    ],
  ],
  CPU: [
    [
      'better-algorithm',
      'Use an algorithm or data structure that scales better',
      4,
      'local_change',
      'big-o',
    ],
    [
      'look-up-in-set',
      'Look up in a Set or Map instead of searching a list in a loop',
      4,
      'local_change',
      'big-o',
    ],
    ['memoise', 'Memoize pure calls that recur', 4, 'local_change', 'memoisation'],
    [
      'compute-once',
      'Compute what a loop does not change once, also RegExps made from strings',
      4,
      'local_change',
      'memoisation',
    ],
    [
      'create-no-objects',
      'Use startsWith, endsWith, RegExp.test, Date.now and rest parameters, which create no further object',
      4,
      'local_change',
      'mdn-starts-with',
    ],
    [
      'reuse-collator',
      'Sort many strings with one Intl.Collator instead of localeCompare',
      4,
      'local_change',
      'mdn-locale-compare',
    ],
    ['vectorise', 'Process typed arrays in one pass', 4, 'local_change', 'v8-elements'],
    [
      'faster-library',
      'Use a library known to be faster for this task',
      3,
      'new_library',
      'node-workers',
    ],
    [
      'move-to-worker',
      'Move the work to a worker thread',
      4,
      'local_change',
      'node-workers',
      { check: 'async_variant' },
    ],
  ],
  Cache: [
    [
      'bound-cache',
      'Size the cache and its eviction policy for the workload',
      1,
      'local_change',
      'lru-cache',
      { check: 'unused_setting' },
    ],
    [
      'mend-cache-key',
      'Exclude inputs that do not affect the result from the cache key',
      4,
      'local_change',
      'cache-aside',
    ],
    [
      'invalidate-cache',
      'Invalidate changed cache entries, and let every entry expire',
      4,
      'local_change',
      'cache-aside',
    ],
    [
      'tier-cache',
      'Put an in-process cache in front of the shared cache',
      3,
      'cache_not_on_path',
      'cache-aside',
      { check: 'cache', needs: ['invalidate-cache'] },
    ],
    [
      'warm-cache',
      'Warm the cache before the first user request',
      4,
      'local_change',
      'cache-aside',
      { needs: ['invalidate-cache'] },
    ],
  ],
  External: [
    [
      'cache-external',
      "Cache the service's responses",
      3,
      'cache_not_on_path',
      'cache-aside',
      { check: 'cache' },
    ],
    [
      'circuit-breaker',
      'Stop calling an unresponsive service, and fail fast',
      3,
      'new_library',
      'circuit-breaker',
    ],
    [
      'fall-back',
      'Respond with fallback data when the service is slow',
      4,
      'local_change',
      'circuit-breaker',
      { needs: ['circuit-breaker'] },
    ],
    [
      'change-provider',
      'Switch providers, or negotiate a better service level agreement',
      2,
      'infrastructure_change',
      'circuit-breaker',
    ],
  ],
};

/** Every practice that is known offline. */
export const PRACTICES: readonly Practice[] = Object.entries(ROWS).flatMap(([name, rows]) =>
  rows.map(
    ([id, text, fixLevel, kind, source, more = {}]): Practice => ({
      // Sound, since the type of ROWS restricts its keys to classes.
      ...{ id, class: name as measure.BottleneckClass, text, fixLevel, kind, source },
      prerequisites: more.prerequisites ?? PREREQUISITES[kind],
      check: more.check ?? null,
      conflictsWith: more.conflictsWith ?? [],
      needs: more.needs ?? [],
    }),
  ),
);

/** Returns the source that describes a practice. */
export function findPracticeSource({
  source,
}: Practice): (typeof PRACTICE_SOURCES)[PracticeSourceId] {
  return PRACTICE_SOURCES[source];
}
