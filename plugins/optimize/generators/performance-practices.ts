import type { measure } from 'perf-harness/plugin';
import type { FixLevel, Level, LocalFinding } from '../document/optimization-hypothesis.ts';
import { PRACTICE_SOURCES, type PracticeSourceId } from './practice-sources.ts';

/** Kind of solution, by what it requires (H812-14). */
export type SolutionKind =
  | 'existing_batch_unused'
  | 'cache_not_on_path'
  | 'local_change'
  | 'new_library'
  | 'infrastructure_change';

/** Feasibility and complexity of each kind of solution (H812-14). */
export const FEASIBILITY: Readonly<
  Record<
    SolutionKind,
    { readonly feasibility: 'HIGH' | 'MEDIUM' | 'LOW'; readonly complexity: readonly Level[] }
  >
> = {
  existing_batch_unused: { feasibility: 'HIGH', complexity: ['Low'] },
  cache_not_on_path: { feasibility: 'HIGH', complexity: ['Low', 'Medium'] },
  // Not in the requirement: a change to existing code that needs nothing new.
  local_change: { feasibility: 'HIGH', complexity: ['Low', 'Medium'] },
  new_library: { feasibility: 'MEDIUM', complexity: ['Medium', 'High'] },
  infrastructure_change: { feasibility: 'LOW', complexity: ['High'] },
};

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
  existing_batch_unused: 'a method that takes many, which the project or its client has',
  cache_not_on_path: 'the cache that the project has, and a way to invalidate',
  local_change: 'none',
  new_library: 'a package that the project does not have yet',
  infrastructure_change: 'a change outside of the code',
};

/** Practices by class (H812-07); the texts are shown to people. */
const ROWS: Readonly<Partial<Record<measure.BottleneckClass, readonly Row[]>>> = {
  Architecture: [
    [
      'batch-calls',
      'Ask once for many instead of once for each',
      4,
      'existing_batch_unused',
      'dataloader',
      { check: 'batch', conflictsWith: ['parallel-calls'] },
    ],
    [
      'parallel-calls',
      'Have calls that do not need each other under way at once',
      4,
      'local_change',
      'mdn-promise',
      { conflictsWith: ['batch-calls'] },
    ],
    [
      'pipeline-stages',
      'Begin the next stage while the one before it still works',
      4,
      'local_change',
      'node-streams',
    ],
    [
      'load-with-dataloader',
      'Collect the keys of one tick and load them together with DataLoader',
      4,
      'new_library',
      'dataloader',
      { conflictsWith: ['batch-calls'] },
    ],
  ],
  'I/O-Network': [
    [
      'keep-connections',
      'Keep connections open and give their pool a size',
      1,
      'local_change',
      'undici',
      { check: 'pool' },
    ],
    [
      'use-http2',
      'Speak HTTP/2, which has many requests on one connection',
      2,
      'infrastructure_change',
      'rfc-9113',
    ],
    [
      'cache-responses',
      'Cache responses as long as their headers allow',
      3,
      'cache_not_on_path',
      'rfc-9111',
      { check: 'cache' },
    ],
  ],
  'I/O-DB': [
    [
      'size-database-pool',
      'Give the pool of connections a size that fits the load',
      1,
      'local_change',
      'node-postgres',
      { check: 'pool' },
    ],
    ['add-index', 'Give the query an index that it can use', 2, 'local_change', 'postgres-wiki'],
    [
      'rewrite-query',
      'Ask for the columns and rows that are used, and no others',
      4,
      'local_change',
      'postgres-wiki',
    ],
    [
      'load-eagerly',
      'Load related rows with the query that needs them',
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
      'Use calls that do not hold the thread',
      4,
      'local_change',
      'node-fs',
      { check: 'async_variant' },
    ],
    [
      'map-files',
      'Keep in memory what is read again and again, or map it',
      4,
      'new_library',
      'node-fs',
    ],
  ],
  CPU: [
    [
      'better-algorithm',
      'Use an algorithm or a structure whose time grows more slowly',
      4,
      'local_change',
      'big-o',
    ],
    ['memoise', 'Keep the results of pure calls that come again', 4, 'local_change', 'memoisation'],
    ['vectorise', 'Work on typed arrays in one pass', 4, 'local_change', 'v8-elements'],
    [
      'faster-library',
      'Take a library that is known to be faster for this work',
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
      'Give the cache a size and an eviction that fit the work',
      1,
      'local_change',
      'lru-cache',
      { check: 'unused_setting' },
    ],
    [
      'mend-cache-key',
      'Leave out of the key what does not change the answer',
      4,
      'local_change',
      'cache-aside',
    ],
    [
      'invalidate-cache',
      'Invalidate what has changed, and let everything end in time',
      4,
      'local_change',
      'cache-aside',
    ],
    [
      'tier-cache',
      'Put a cache in the process before the shared one',
      3,
      'cache_not_on_path',
      'cache-aside',
      { check: 'cache', needs: ['invalidate-cache'] },
    ],
    [
      'warm-cache',
      'Fill the cache before the first user asks',
      4,
      'local_change',
      'cache-aside',
      { needs: ['invalidate-cache'] },
    ],
  ],
  External: [
    [
      'cache-external',
      'Cache what the service answers',
      3,
      'cache_not_on_path',
      'cache-aside',
      { check: 'cache' },
    ],
    [
      'circuit-breaker',
      'Stop asking a service that does not answer, and say so at once',
      3,
      'new_library',
      'circuit-breaker',
    ],
    [
      'fall-back',
      'Answer with what is known where the service is late',
      4,
      'local_change',
      'circuit-breaker',
      { needs: ['circuit-breaker'] },
    ],
    [
      'change-provider',
      'Ask another provider, or for a better agreement',
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
