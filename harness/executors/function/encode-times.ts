import type { TimeCount } from './messages.ts';

/** Digits that the histogram tells apart. */
const DIGITS = 3;

/** Times of operations as an HdrHistogram V2 in picoseconds, compressed, base64. */
export async function encodeTimes(times: readonly TimeCount[]): Promise<string> {
  // Loaded when first needed: it takes a tenth of a second, which no other command should pay.
  const { build, encodeIntoCompressedBase64 } = await import('hdr-histogram-js');
  const histogram = build({ numberOfSignificantValueDigits: DIGITS, bitBucketSize: 64 });
  for (const [picoseconds, count] of times) histogram.recordValueWithCount(picoseconds, count);
  return encodeIntoCompressedBase64(histogram);
}
