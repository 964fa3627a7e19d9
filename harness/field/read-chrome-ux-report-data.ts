import { z } from 'zod';
import { parseJsonValues } from './parse-json-or-json-lines.ts';
import { type PublishedPage, parseFieldNumber } from './published-p75-field-data.ts';
import { FieldProblem } from './read-web-vitals-beacons.ts';

const dateSchema = z.looseObject({
  year: z.int().min(2_000).max(2_099),
  month: z.int().min(1).max(12),
  day: z.int().min(1).max(31),
});
const periodSchema = z.looseObject({ firstDate: dateSchema, lastDate: dateSchema });
type Period = z.infer<typeof periodSchema>;
/** One value per period, oldest first; CLS is text. Too few visits: null or `NaN`. */
const metricSchema = z.looseObject({
  percentiles: z.looseObject({ p75: z.unknown() }).optional(),
  percentilesTimeseries: z.looseObject({ p75s: z.array(z.unknown()) }).optional(),
});
const answerSchema = z.looseObject({
  record: z.looseObject({
    key: z.looseObject({
      url: z.string().optional(),
      origin: z.string().optional(),
      formFactor: z.string().optional(),
    }),
    metrics: z.record(z.string(), metricSchema),
    collectionPeriod: periodSchema.optional(),
    collectionPeriods: z.array(periodSchema).optional(),
  }),
});
type Answer = z.infer<typeof answerSchema>['record'];

const NAMES: Readonly<Record<string, string>> = {
  largest_contentful_paint: 'lcp',
  cumulative_layout_shift: 'cls',
  interaction_to_next_paint: 'inp',
  experimental_interaction_to_next_paint: 'inp',
  first_contentful_paint: 'fcp',
  experimental_time_to_first_byte: 'ttfb',
  first_input_delay: 'fid',
};

/** True if a text that starts with `head` is a response of the CrUX API. */
export function isCrux(head: string): boolean {
  return (
    /^\s*[[{]/.test(head) &&
    /"record"\s*:\s*\{/.test(head) &&
    /"(?:percentiles|percentilesTimeseries|histogram|histogramTimeseries|formFactor)"/.test(head)
  );
}

/**
 * Reads saved responses of the CrUX API or its history API: a single response, a list, or one per
 * line; the newest period counts. @throws FieldProblem
 */
export function readCrux(text: string): readonly PublishedPage[] {
  const pages = parseJsonValues(text)
    .map((value) => pageOf(answerOf(value)))
    .filter(({ p75s }) => p75s.size > 0);
  if (pages.length === 0) throw new FieldProblem('it contains no 75th percentile of a web vital');
  return pages;
}

function answerOf(value: unknown): Answer {
  const parsed = answerSchema.safeParse(value);
  if (parsed.success) return parsed.data.record;
  const [issue] = parsed.error.issues;
  const what = issue?.message ?? 'wrong shape';
  throw new FieldProblem(
    `it has an unexpected value at ${issue?.path.join('.')}: ${what[0]?.toLowerCase()}${what.slice(1)}`,
  );
}

function pageOf({ key, metrics, collectionPeriod, collectionPeriods = [] }: Answer): PublishedPage {
  const page = key.url ?? key.origin;
  if (page === undefined) throw new FieldProblem('it has neither a url nor an origin');
  const p75s = new Map<string, number>();
  for (const [name, { percentiles, percentilesTimeseries }] of Object.entries(metrics)) {
    const metric = NAMES[name];
    const value = parseFieldNumber(percentiles?.p75 ?? percentilesTimeseries?.p75s.at(-1));
    if (metric !== undefined && value !== null) p75s.set(metric, value);
  }
  const period = collectionPeriod ?? collectionPeriods.at(-1);
  const older = collectionPeriods.length - 1;
  return {
    page,
    isOrigin: key.url === undefined,
    device: key.formFactor === undefined || /^all/i.test(key.formFactor) ? null : key.formFactor,
    fromMs: period === undefined ? null : dayMs(period.firstDate),
    toMs: period === undefined ? null : dayMs(period.lastDate),
    p75s,
    findings: older > 0 ? [olderPeriods(older)] : [],
  };
}

function olderPeriods(count: number) {
  return {
    id: 'import-older-periods',
    level: 'info',
    message: `Only the newest period of a CrUX history is used; ${count} older ${count === 1 ? 'period was' : 'periods were'} ignored.`,
  } as const;
}

function dayMs({ year, month, day }: Period['firstDate']): number {
  return Date.UTC(year, month - 1, day);
}
