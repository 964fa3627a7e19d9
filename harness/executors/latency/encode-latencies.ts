import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';

const US_PER_MS = 1_000;
/** Digits that the histogram tells apart: a few hundred bytes in a record. */
const DIGITS = 3;

/** Response times as a record keeps them. @param timesMs - At least one, milliseconds. */
export function encodeLatencies(timesMs: Iterable<number>): string {
  const histogram = build({
    bitBucketSize: 32,
    autoResize: true,
    numberOfSignificantValueDigits: DIGITS,
  });
  for (const timeMs of timesMs) histogram.recordValue(Math.max(1, Math.round(timeMs * US_PER_MS)));
  return encodeIntoCompressedBase64(histogram);
}
