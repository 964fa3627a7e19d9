/** Readers of files that other programs write. */
export {
  readVitestReport,
  TASK_NAME_SEPARATOR as VITEST_SEPARATOR,
  type VitestReport,
} from '../../harness/executors/function/vitest/vitest-json-benchmark-report.ts';
export {
  createK6Block as k6Block,
  isReportedByDefault as isK6MetricKept,
} from '../../harness/executors/k6/create-k6-measurement-block.ts';
export type { K6SeriesType as K6MetricType } from '../../harness/executors/k6/k6-metric-series.ts';
export { mergeResults as mergeK6Results } from '../../harness/executors/k6/merge-k6-shard-results.ts';
export {
  type K6Results,
  readResults as readK6Results,
} from '../../harness/executors/k6/read-k6-json-output-results.ts';
export { aggregateFieldData } from '../../harness/field/aggregate-real-user-field-data.ts';
export { collectorSource, segmentDay } from '../../harness/field/collector-segment-files.ts';
export { parseJsonValues, wholeLines } from '../../harness/field/parse-json-or-json-lines.ts';
export {
  bucketQuantile,
  parsePrometheusLabels,
  parsePrometheusNumber,
  parsePrometheusSample,
} from '../../harness/field/prometheus-samples.ts';
export {
  type PublishedPage,
  parseFieldNumber,
  readPublishedFieldData,
} from '../../harness/field/published-p75-field-data.ts';
export { isCrux, readCrux } from '../../harness/field/read-chrome-ux-report-data.ts';
export {
  FieldProblem,
  plausibleMoment,
  readBeacons,
} from '../../harness/field/read-web-vitals-beacons.ts';
export { FIELD_METRICS } from '../../harness/model/field-metrics.ts';
export { k6MetricName } from '../../harness/model/k6-metric-name.ts';
export { LIGHTHOUSE_AUDITS } from '../../harness/model/lighthouse-metrics.ts';
export {
  mysqlLogImporter,
  mysqlStatements,
} from '../../profilers/import/from-mysql-slow-query-log.ts';
export {
  postgresLogImporter,
  postgresStatements,
  readCsv,
} from '../../profilers/import/from-postgres-log.ts';
export { pathPattern } from '../../profilers/normalise-request-path-and-host.ts';
export { parseValidItems, readFirstKeys } from '../../profilers/parse-profile-json.ts';
export { linkSpans, readSpans } from '../../profilers/read-trace-spans.ts';
export {
  MYSQL,
  normaliseStatement,
  POSTGRESQL,
} from '../../profilers/sql/normalise-sql-statement.ts';
export type { LoggedStatement } from '../../profilers/sql/sql-statement-log.ts';
export { BadProfile } from '../../profilers/unreadable-profile-error.ts';
