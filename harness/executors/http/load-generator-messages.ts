import type { Latencies } from '../../model/response-time-percentiles.ts';
import type { CacheHeader, LoadModel, RequestSettings } from '../../model/scenario/scenario.ts';
import type { ClientSlices } from '../latency/client-latency-histograms-by-time-slice.ts';

export interface LoadPlan extends RequestSettings {
  readonly url: string;
  readonly model: LoadModel;
  /** Time in which requests are started, milliseconds; those in flight at its end are awaited. */
  readonly durationMs: number;
  /** Header whose hits are counted; undefined to inspect none. */
  readonly cacheHeader?: CacheHeader | undefined;
}

export interface GeneratorPerformance {
  /** Own CPU time over elapsed time: 1 is one whole core. The open model spins by design. */
  readonly cpuShare: number;
  /** Share of time that its own event loop was not idle: at 1 it has no time for anything more. */
  readonly utilization: number;
  /** 99th percentile of the delay of its own event loop, milliseconds. */
  readonly eventLoopDelayP99Ms: number;
  /** Open model: 99th percentile of delay between intended and actual sending; else null. */
  readonly scheduleLagP99Ms: number | null;
  readonly scheduleLagP90Ms: number | null;
  /**
   * Open model: 99th percentile of the time that waiting for a processor may have added,
   * milliseconds; null if the system does not report it.
   */
  readonly waitP99Ms: number | null;
  /** Open model: requests that had to wait for one of `maxConnections`; otherwise null. */
  readonly queued: number | null;
  /** True if it gave up before the duration was over, since it could not connect. */
  readonly cutShort: boolean;
}

export interface LoadResult {
  readonly requests: number;
  readonly failed: number;
  /** Requests with an answer of any status, including those of the ramp. */
  readonly answered: number;
  readonly completedInWindow: number;
  /** True length of the window that the throughput is counted over, milliseconds. */
  readonly windowMs: number;
  /** Closed model: how long a connection was busy with its requests, in the mean; else null. */
  readonly busyMs: number | null;
  readonly statuses: Readonly<Record<string, number>>;
  /** Failures by kind: `timeout`, `closed`, `cut short`, `ECONNREFUSED`, `status 500`, … */
  readonly failures: Readonly<Record<string, number>>;
  /** Response times without failed requests; null if no request succeeded. */
  readonly latencies: Latencies | null;
  /** Microseconds, three digits, HdrHistogram V2, base64; null if no request succeeded. */
  readonly histogram: string | null;
  /** The same response times by the moment of the answer; null if no request succeeded. */
  readonly slices: ClientSlices | null;
  readonly generator: GeneratorPerformance;
  /** Counts by the plan's cache header; undefined where the plan has none. */
  readonly cache?:
    | {
        readonly responses: number;
        readonly told: number;
        readonly hits: number;
      }
    | undefined;
}

export type LoadProcessRequest =
  | { readonly type: 'load'; readonly plan: LoadPlan }
  | { readonly type: 'forget' }
  | { readonly type: 'close' };

/** Answers of the load process; `failed`: an internal error or impossible plan, no bad answer. */
export type LoadProcessResponse =
  | { readonly type: 'ready' }
  | { readonly type: 'loaded'; readonly result: LoadResult }
  | { readonly type: 'forgotten' }
  | { readonly type: 'failed'; readonly message: string };
