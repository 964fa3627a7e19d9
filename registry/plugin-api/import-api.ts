/** Measurements that were made elsewhere, as records of this project. */

export { createSeries, type Series } from '../../harness/executors/k6/k6-series.ts';
export { latencyMetrics } from '../../harness/executors/latency/latency-metrics.ts';
export { parseThreshold } from '../../harness/gate/parse-threshold.ts';
export type { ImportedRun, ImportedTrial } from '../../harness/model/imported-run.ts';
export { percentileStat } from '../../harness/model/k6-metric-name.ts';
export { type Latencies, createLatencies } from '../../harness/model/latency.ts';
export type { Params } from '../../harness/model/scenario/scenario.ts';
export type { Block, Trial } from '../../harness/model/trial.ts';
export { importedRecord } from '../../harness/sampling/imported-record.ts';
export { median, quantile } from '../../harness/stats/quantile.ts';
