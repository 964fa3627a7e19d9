/** Measurements that were made elsewhere, as records of this project. */

export { createSeries, type Series } from '../../harness/executors/k6/k6-metric-series.ts';
export { latencyMetrics } from '../../harness/executors/latency/latency-metrics.ts';
export { parseThreshold } from '../../harness/gate/parse-k6-threshold.ts';
export type { ImportedRun, ImportedTrial } from '../../harness/model/imported-run.ts';
export { percentileStat } from '../../harness/model/k6-metric-name.ts';
export { createLatencies, type Latencies } from '../../harness/model/response-time-percentiles.ts';
export type { Params } from '../../harness/model/scenario/scenario.ts';
export type { Block, Trial } from '../../harness/model/trial.ts';
export { importedRecord } from '../../harness/sampling/build-imported-run-record.ts';
export { median, quantile } from '../../harness/stats/descriptive-statistics.ts';
