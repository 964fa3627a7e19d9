/**
 * A command tells of its cache by JSON in the file that `PERF_HARNESS_COUNTERS` names: one object, or
 * one in each line, which are added up.
 */
export interface CommandCacheDefinition {
  readonly counters: CacheCountersDefinition;
}

/** Paths of two numbers in a JSON object, such as `'cache.hits'`. */
export interface CacheCountersDefinition {
  readonly hits: string;
  readonly misses: string;
}

/** A server tells of its cache by a header of its responses, or by counters. */
export type ServerCacheDefinition =
  | {
      readonly header: string;
      /** Word in the header's value that means a hit. Default `'HIT'`. */
      readonly hit?: string;
      readonly counters?: never;
    }
  | {
      readonly header?: never;
      readonly hit?: never;
      /** Read as JSON from `url`, a path of the server, before and after the load. */
      readonly counters: CacheCountersDefinition & { readonly url: string };
    };
