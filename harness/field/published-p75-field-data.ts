import { FIELD_METRICS, type FieldData } from '../model/field-metrics.ts';
import type { Finding } from '../model/finding.ts';
import { FieldProblem, plausibleMoment } from './read-web-vitals-beacons.ts';

/** Times beyond this are of no page: 10 minutes, in milliseconds, as for the collector. */
const LONGEST_MS = 600_000;
const LARGEST_SHIFT = 100;

/** Published field data of a page, without the number of visits. */
export interface PublishedPage {
  /** URL of a page, or origin of a whole site. */
  readonly page: string;
  /** It is an origin: all pages of the site together. */
  readonly isOrigin?: boolean;
  /** As the publisher has it: `PHONE`, `mobile`; null: all devices. */
  readonly device: string | null;
  /** Milliseconds since 1970; null if not stated. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** By name of ours, in milliseconds or as a score. */
  readonly p75s: ReadonlyMap<string, number>;
  readonly findings: readonly Finding[];
}

const DEVICES: Readonly<Record<string, string>> = { mobile: 'phone', smartphone: 'phone' };

/** A 75th percentile each metric, with neither interval nor visits. @throws FieldProblem */
export function readPublishedFieldData(published: PublishedPage, file: string): FieldData {
  const { page, fromMs, toMs, p75s } = published;
  const device = published.device?.toLowerCase() ?? null;
  const known = device === null ? null : (DEVICES[device] ?? device);
  const metrics: FieldData['metrics'] = Object.fromEntries(
    FIELD_METRICS.flatMap((metric) => {
      const p75 = p75s.get(metric);
      if (p75 === undefined) return [];
      checkValue(metric, p75, page);
      return [[metric, { p75, low: null, high: null, confidence: 0, n: null }] as const];
    }),
  );
  return {
    files: [file],
    page,
    ...(known !== null && { device: known }),
    from: isoOf(fromMs),
    to: isoOf(toMs),
    metrics,
  };
}

function checkValue(metric: string, value: number, page: string): void {
  const most = metric === 'cls' ? LARGEST_SHIFT : LONGEST_MS;
  if (value >= 0 && value <= most) return;
  throw new FieldProblem(`it reports an impossible ${metric} of ${value} for ${page.slice(0, 80)}`);
}

function isoOf(ms: number | null): string | null {
  const moment = ms === null ? null : plausibleMoment(ms);
  return moment === null ? null : new Date(moment).toISOString();
}

/** Returns a number, or parses its text; null if absent, as for metrics with too few visits. */
export function parseFieldNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isNaN(value) ? null : value;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const number = Number(value);
  return Number.isNaN(number) ? null : number;
}
