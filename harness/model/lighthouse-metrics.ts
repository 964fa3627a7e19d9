/** The audits of a Lighthouse report that are metrics, with the metrics that they are. */
export const LIGHTHOUSE_AUDITS = {
  'largest-contentful-paint': 'lcp',
  'cumulative-layout-shift': 'cls',
  'total-blocking-time': 'tbt',
  'first-contentful-paint': 'fcp',
  'speed-index': 'speed_index',
} as const;

/** Metrics of a Lighthouse report; `ttfb` is in the details of its audit `metrics`. */
export const LIGHTHOUSE_METRICS = [...Object.values(LIGHTHOUSE_AUDITS), 'ttfb'] as const;

/** Returns the name of a Lighthouse metric next to perf-harness's own. */
export function lighthouseMetricName(metric: (typeof LIGHTHOUSE_METRICS)[number]): string {
  return `lighthouse.${metric}`;
}
