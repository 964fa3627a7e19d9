import { z } from 'zod';
import {
  DEFAULT_MONITORING,
  type MonitoringSettings,
} from '../../model/scenario/monitoring-settings.ts';
import { closed, textMap } from './schema-parts.ts';

const metric = z
  .string()
  .regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/u, 'a name of a metric')
  .optional();
const label = z
  .string()
  .regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/u, 'a name of a label')
  .optional();
const BOUND = 'upper bounds of a histogram, in seconds';

/** Reads `monitoring` of a configuration. */
export const monitoringSchema = closed('an object of names that your metrics have', {
  requestDuration: metric,
  routeLabel: label,
  methodLabel: label,
  statusLabel: label,
  failedStatus: z.string({ error: 'a regular expression of status codes' }).optional(),
  selector: z.string({ error: 'matchers such as job="shop"' }).optional(),
  routes: textMap('an object of scenarios and their routes').optional(),
  buckets: z
    .array(z.number({ error: BOUND }).positive({ error: BOUND }), { error: BOUND })
    .optional(),
  vitals: metric,
  pageLabel: label,
  datasource: z.string({ error: 'the uid of a data source of Grafana' }).optional(),
});

/** With defaults where nothing is said. */
export function configuredMonitoring(
  read: z.infer<typeof monitoringSchema> | undefined,
): MonitoringSettings {
  const said = Object.entries(read ?? {}).filter(([, value]) => value !== undefined);
  return { ...DEFAULT_MONITORING, ...(Object.fromEntries(said) as Partial<MonitoringSettings>) };
}
