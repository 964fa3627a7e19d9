const LABEL = /([a-zA-Z_]\w*)\s*=\s*"([^"\\]*(?:\\.[^"\\]*)*)"\s*(?:,\s*)?/gu;
/** `name{labels} value time`, and an exemplar behind `#` in OpenMetrics. */
const SAMPLE = new RegExp(
  String.raw`^([a-zA-Z_:][\w:]*)(?:\s*\{\s*((?:${LABEL.source.replaceAll(/\((?!\?)/gu, '(?:')})*)\}\s*|\s+)([^\s#]+)(?:\s+(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?))?\s*(?:#.*)?$`,
  'u',
);

/** A line of Prometheus' text format, or of OpenMetrics. */
export interface PrometheusSample {
  readonly name: string;
  /** As they are written. */
  readonly labels: string;
  readonly value: number;
  /** Milliseconds since 1970, seconds in OpenMetrics; null if the line does not state it. */
  readonly time: number | null;
}

/** @returns null for any other line. */
export function parsePrometheusSample(line: string): PrometheusSample | null {
  const [, name, labels = '', number = '', time] = SAMPLE.exec(line) ?? [];
  const value = parsePrometheusNumber(number);
  if (name === undefined || value === null) return null;
  return { name, labels, value, time: time === undefined ? null : Number(time) };
}

/** Labels of a sample in the order of the line. */
export function* parsePrometheusLabels(text: string): Generator<readonly [string, string]> {
  for (const [, name = '', value = ''] of text.matchAll(LABEL))
    yield [name, value.replace(/\\(.)/gu, (_, char: string) => (char === 'n' ? '\n' : char))];
}

/** Parses a number as Prometheus writes it; NaN and infinities are values; null if none. */
export function parsePrometheusNumber(text: string): number | null {
  if (/^[+-]?inf(?:inity)?$/iu.test(text)) {
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  if (/^nan$/iu.test(text)) return Number.NaN;
  const value = text === '' ? Number.NaN : Number(text);
  return Number.isNaN(value) ? null : value;
}

/**
 * Returns a quantile, with values spread evenly within a bucket, like `histogram_quantile` of
 * Prometheus.
 *
 * @param buckets - Upper ends, with the number of values up to each.
 * @returns null where nothing was counted, or no end is known; above the last end, that end.
 */
export function bucketQuantile(
  buckets: Iterable<readonly [end: number, count: number]>,
  share: number,
): { readonly value: number; readonly isAbove: boolean } | null {
  const ends = [...buckets].toSorted(([a], [b]) => a - b);
  const total = Math.max(0, ...ends.map(([, count]) => count));
  const rank = share * total;
  let lower: number | null = null;
  let below = 0;
  for (const [end, counted] of ends) {
    // Incomplete scrapes may leave a cumulative bucket below its predecessor.
    const count = Math.max(counted, below);
    if (count >= rank && count > below) {
      if (end === Number.POSITIVE_INFINITY) break;
      const start = lower ?? Math.min(0, end);
      return { value: start + (end - start) * ((rank - below) / (count - below)), isAbove: false };
    }
    [lower, below] = [end, count];
  }
  return total === 0 || lower === null ? null : { value: lower, isAbove: true };
}
