import { z } from 'zod';

/** Times beyond this are of clocks that stood still, not of pages: 10 minutes, in milliseconds. */
const LONGEST_MS = 600_000;
/** Layouts that shifted a hundred screens are none that a user saw. */
const LARGEST_SHIFT = 100;

const time = z.number().min(0).max(LONGEST_MS);
/** Only for this page load: it tells a later value of a metric from that of another visit. */
const id = z.string().regex(/^[\w.:-]{1,64}$/u);
const timed = z.enum(['LCP', 'INP', 'FCP', 'TTFB', 'FID']);

const metricSchema = z.union([
  z.object({ name: timed, value: time, id }),
  z.object({ name: z.literal('CLS'), value: z.number().min(0).max(LARGEST_SHIFT), id }),
]);

/** Characters that are not seen, or turn the text around them, stand in no name of a page. */
const NOT_SEEN = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;
const page = z
  .string()
  .min(1)
  .max(512)
  .refine((text) => !NOT_SEEN.test(text));

/**
 * What a page tells of itself. Whatever else is in it is left out: a time above all, because a clock
 * of a user may say anything.
 */
const beaconSchema = z.object({
  page,
  device: z.enum(['phone', 'tablet', 'desktop']),
  metrics: z.array(metricSchema).min(1).max(30),
});
export type FieldBeacon = z.infer<typeof beaconSchema>;

/** null: it is none, or one of its values cannot be true; then none of them is believed. */
export function readBeacon(body: string): FieldBeacon | null {
  let told: unknown;
  try {
    told = JSON.parse(body);
  } catch {
    return null;
  }
  return beaconSchema.safeParse(told).data ?? null;
}
