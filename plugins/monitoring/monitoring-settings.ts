import { type Config, configuration, type Host } from 'perf-harness/plugin';
import { z } from 'zod';

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

const { closedObject, textMap } = configuration;

const metric = z
  .string()
  .regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/u, 'a metric name')
  .optional();
const label = z
  .string()
  .regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/u, 'a label name')
  .optional();
const BOUND = 'upper bounds of histogram buckets, in seconds';

const monitoringSchema = closedObject('an object with the names of your metrics', {
  requestDuration: metric,
  routeLabel: label,
  methodLabel: label,
  statusLabel: label,
  failedStatus: z.string({ error: 'a regular expression for status codes' }).optional(),
  selector: z.string({ error: 'matchers such as job="shop"' }).optional(),
  routes: textMap('an object that maps scenarios to their routes').optional(),
  buckets: z
    .array(z.number({ error: BOUND }).positive({ error: BOUND }), { error: BOUND })
    .optional(),
  vitals: metric,
  pageLabel: label,
  datasource: z.string({ error: 'the uid of a Grafana data source' }).optional(),
});

/** Reads the configuration's `monitoring`, with defaults. @throws UserError with all mistakes. */
export function readMonitoringSettings(host: Host, config: Config): MonitoringSettings {
  const read = configuration.readSection(host, config, 'monitoring', monitoringSchema) ?? {};
  const given = Object.entries(read).filter(([, value]) => value !== undefined);
  return { ...DEFAULT_MONITORING, ...(Object.fromEntries(given) as Partial<MonitoringSettings>) };
}
