/** Names of the metrics of a running service, for rules generated from budgets. */
export interface MonitoringSettings {
  /** Histogram of response times, in seconds. */
  readonly requestDuration: string;
  readonly routeLabel: string;
  readonly methodLabel: string;
  readonly statusLabel: string;
  /** Regular expression of status codes that count as failed. */
  readonly failedStatus: string;
  /** Matchers for all series of the service, such as `job="shop"`; empty for none. */
  readonly selector: string;
  /** Routes by scenario, if they differ from the measured path. */
  readonly routes: Readonly<Record<string, string>>;
  /** Upper bounds of that histogram, seconds. */
  readonly buckets: readonly number[];
  /** Prefix of the histograms of web vitals; `_lcp_seconds` and the like follow. */
  readonly vitals: string;
  readonly pageLabel: string;
  /** Identifier of the data source in Grafana. */
  readonly datasource: string;
}

/**
 * Names of the OpenTelemetry semantic conventions for HTTP in Prometheus' notation, and the bounds
 * they recommend. For web vitals the conventions define only an event, so those names are specific
 * to perf-harness.
 */
export const DEFAULT_MONITORING: MonitoringSettings = {
  requestDuration: 'http_server_request_duration_seconds',
  routeLabel: 'http_route',
  methodLabel: 'http_request_method',
  statusLabel: 'http_response_status_code',
  failedStatus: '5..',
  selector: '',
  routes: {},
  buckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  vitals: 'browser_web_vital',
  pageLabel: 'page',
  datasource: 'prometheus',
};
