/** Metric registry, and the names of series that the OpenMetrics reporter writes. */
export { findMetric, findMetricByWord, getMetric, type Unit } from '../../harness/model/metric.ts';
export { familyName, seriesName } from '../../reports/openmetrics-exposition.ts';
