import { z } from 'zod';
import {
  besideName,
  LIGHTHOUSE_AUDITS,
  LIGHTHOUSE_METRICS,
} from '../../../model/lighthouse-metrics.ts';
import { parseJson } from '../../../model/value/parse-json.ts';
import { type Counted, none, one, together } from '../../probe/counted.ts';

const number = z.number().optional().catch(undefined);

/** What is read of a report; audits come and go between its versions. */
const reportSchema = z.object({
  lighthouseVersion: z.string(),
  runtimeError: z.object({ code: z.string(), message: z.string() }).optional(),
  runWarnings: z.array(z.string()).default([]),
  audits: z.record(
    z.string(),
    z.looseObject({
      numericValue: number,
      errorMessage: z.string().optional(),
      details: z
        .looseObject({ items: z.array(z.looseObject({ timeToFirstByte: number })).optional() })
        .optional()
        .catch(undefined),
    }),
  ),
});

/** What a report says about a load. */
export interface LighthouseResult {
  readonly counted: Counted;
  readonly warnings: readonly string[];
}

/** Reads the JSON of a report; `problem` where it is none, or tells of a load that failed. */
export function readLighthouseReport(
  text: string,
): LighthouseResult | { readonly problem: string } {
  const report = reportSchema.safeParse(parseJson(text));
  if (!report.success) return { problem: 'what it wrote is no report of Lighthouse' };
  const { audits, runtimeError, runWarnings } = report.data;
  if (runtimeError !== undefined) {
    return { problem: `${runtimeError.code}: ${runtimeError.message}` };
  }
  const timings = audits.metrics?.details?.items?.[0];
  const found = Object.entries(LIGHTHOUSE_AUDITS).map(([audit, metric]) =>
    oneOf(besideName(metric), audits[audit]?.numericValue, audits[audit]?.errorMessage),
  );
  const ttfb = oneOf(besideName('ttfb'), timings?.timeToFirstByte);
  return { counted: together(...found, ttfb), warnings: runWarnings };
}

/** All of its metrics as not to be had. */
export function withoutLighthouse(reason: string): Counted {
  return together(...LIGHTHOUSE_METRICS.map((metric) => none(besideName(metric), reason)));
}

function oneOf(name: string, value: number | undefined, why?: string): Counted {
  return value === undefined
    ? none(name, why ?? 'Lighthouse does not report it')
    : one(name, value);
}
