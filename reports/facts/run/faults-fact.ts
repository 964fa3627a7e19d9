import { z } from 'zod';
import type { RunRecord } from '../../../harness/model/documents/record.ts';
import { formatDuration, formatShare } from '../../scale.ts';
import { printable } from '../../text/printable.ts';

/** The part of a record's settings that is told here; a record of another origin may lack it. */
const settingsSchema = z.object({
  server: z.object({
    faults: z.object({
      latencyMs: z.number(),
      jitterMs: z.number().optional(),
      errorShare: z.number(),
      status: z.number().optional(),
      dropShare: z.number(),
      upstream: z.object({ variable: z.string() }).nullable(),
    }),
  }),
});

/** What was done to the requests on purpose, in words; null: nothing. */
export function faultsFact({ settings }: Pick<RunRecord, 'settings'>): string | null {
  const faults = settingsSchema.safeParse(settings).data?.server.faults;
  if (faults === undefined) return null;
  const { latencyMs, jitterMs = 0, errorShare, status = 503, dropShare, upstream } = faults;
  const jitter = jitterMs === 0 ? '' : ` ± ${formatDuration(jitterMs)}`;
  const told = [
    ...(latencyMs === 0 ? [] : [`${formatDuration(latencyMs)}${jitter} added`]),
    ...(errorShare === 0 ? [] : [`${formatShare(errorShare)} answered with ${status}`]),
    ...(dropShare === 0 ? [] : [`${formatShare(dropShare)} dropped`]),
  ];
  const where = upstream === null ? '' : ` behind ${printable(upstream.variable)}`;
  return `with faults${where}: ${told.join(', ')}`;
}
