import { type Config, configuration, type Host } from 'perf-harness/plugin';
import { z } from 'zod';
import { DEFAULT_MONITORING, type MonitoringSettings } from './monitoring-settings.ts';

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
