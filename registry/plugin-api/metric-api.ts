/** The registry of metrics, and the series that the reporter of OpenMetrics writes of them. */
export { findMetric, getMetric, findMetricByWord, type Unit } from '../../harness/model/metric.ts';
export { familyName, seriesName } from '../../reports/measured/openmetrics-series-name.ts';
