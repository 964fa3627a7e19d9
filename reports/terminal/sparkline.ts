const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const MIDDLE = '▄';

/** Draws a bar per value, scaled from minimum to maximum; if many, neighbours share a bar. */
export function sparkline(values: readonly number[], width: number): string {
  const low = Math.min(...values);
  const span = Math.max(...values) - low;
  return inBuckets(values, width)
    .map((value) => (span === 0 ? MIDDLE : bar((value - low) / span)))
    .join('');
}

/** Draws the distribution of the values between smallest and largest: a histogram on one line. */
export function formatDistribution(values: readonly number[], width: number): string {
  const low = Math.min(...values);
  const span = Math.max(...values) - low;
  const counts = Array.from({ length: width }, () => 0);
  for (const value of values) {
    const bin = span === 0 ? 0 : Math.min(width - 1, Math.floor(((value - low) / span) * width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const most = Math.max(...counts);
  return counts.map((count) => (count === 0 ? ' ' : bar(count / most))).join('');
}

function bar(share: number): string {
  return BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))] ?? MIDDLE;
}

/** The largest of each stretch, so that a single slow trial stays visible. */
function inBuckets(values: readonly number[], width: number): readonly number[] {
  if (values.length <= width) return values;
  return Array.from({ length: width }, (_, index) => {
    const start = Math.floor((index * values.length) / width);
    const end = Math.floor(((index + 1) * values.length) / width);
    return Math.max(...values.slice(start, end));
  });
}
