/**
 * Script that runs in the page before any script of it. Collects the vitals with Google's own
 * library and the long tasks with the browser's observer. Kept as text so that no compiler changes
 * it.
 */
export const VITALS_COLLECTOR_SCRIPT = `(() => {
  // A tab that was opened before has it already.
  if ('__perfHarness' in globalThis) return;
  const seen = { vitals: {}, longTasks: [], lastMs: 0 };
  Object.defineProperty(globalThis, '__perfHarness', { value: seen });
  const note = () => { seen.lastMs = performance.now(); };
  const keep = ({ name, value }) => { seen.vitals[name] = value; note(); };
  const { onLCP, onCLS, onFCP, onTTFB } = webVitals;
  for (const on of [onLCP, onCLS, onFCP, onTTFB]) on(keep, { reportAllChanges: true });
  const pending = [];
  const watch = (type, take) => {
    const takeAll = (entries) => {
      for (const entry of entries) take(entry);
      if (entries.length > 0) note();
    };
    try {
      const observer = new PerformanceObserver((list) => takeAll(list.getEntries()));
      observer.observe({ type, buffered: true });
      pending.push(() => takeAll(observer.takeRecords()));
    } catch {}
  };
  // The browser delivers observations late, possibly long after a page seems to be at rest.
  Object.defineProperty(seen, 'takePending', { value: () => { for (const take of pending) take(); } });
  watch('longtask', ({ startTime, duration }) => seen.longTasks.push([startTime, duration]));
  // Observed only because a loaded resource means that the page is not at rest.
  watch('resource', () => {});
})();`;

export interface CollectedVitals {
  /** Vitals by the library's names, milliseconds except CLS. Absent if they did not occur. */
  readonly vitals: Readonly<Partial<Record<'LCP' | 'CLS' | 'FCP' | 'TTFB', number>>>;
  /** Start and length of tasks over 50 ms on the main thread, milliseconds. */
  readonly longTasks: readonly (readonly [startMs: number, durationMs: number])[];
  /** Time of the last activity, milliseconds since navigation began. */
  readonly lastMs: number;
  readonly nowMs: number;
  /** When navigation began, milliseconds since the epoch. */
  readonly originMs: number;
  /** True if the page shows the expected element or, if none is expected, painted anything. */
  readonly isComplete: boolean;
}
