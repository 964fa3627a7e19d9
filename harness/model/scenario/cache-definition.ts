/**
 * Cache counters of a command, as JSON in the file that `PERF_HARNESS_COUNTERS` names: one object,
 * or one in each line, which are summed.
 */
export interface CommandCacheDefinition {
  readonly counters: CacheCountersDefinition;
}

/** Paths of two numbers in a JSON object, such as `'cache.hits'`. */
export interface CacheCountersDefinition {
  readonly hits: string;
  readonly misses: string;
}

/** Source of a server's cache hit rate: a header of its responses, or counters. */
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

/** Division of a script's load between processes. */
export interface DistributionDefinition {
  /** Number of k6 processes that share the load, started together and judged as one. Default 1. */
  readonly shards?: number;
  /** For `run --engine k8s`. */
  readonly kubernetes?: KubernetesDefinition;
}

/** Settings for running a script in a cluster, by k6-operator. */
interface KubernetesDefinition {
  /** Value of `BASE_URL` for the script in the cluster. */
  readonly baseUrl?: string;
  /** Image of the runners. Default: `grafana/k6` of the version that is found here. */
  readonly image?: string;
  /** Runs each runner on a separate node. Default false. */
  readonly separate?: boolean;
  /** Removes the objects when the run is over. Default false. */
  readonly cleanup?: boolean;
  /** Resource requests of a runner: `{ cpu: '500m', memory: '256Mi' }`. */
  readonly requests?: Readonly<Record<string, string>>;
  /** Resource limits of a runner. */
  readonly limits?: Readonly<Record<string, string>>;
  /** Persistent volume claim that the runners write their results to. */
  readonly results?: string;
  /** Further arguments of `k6 run`. */
  readonly args?: readonly string[];
}
