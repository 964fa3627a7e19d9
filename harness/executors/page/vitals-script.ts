/**
 * Runs in the page, before any script of it. Collects the vitals by Google's own library and the
 * long tasks by the browser's observer. Kept as text: it must not be touched by a compiler.
 */
export const COLLECTOR = `(() => {
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
  // What is seen is told at the browser's leisure, which may be long after a page seems to be at rest.
  Object.defineProperty(seen, 'takePending', { value: () => { for (const take of pending) take(); } });
  watch('longtask', ({ startTime, duration }) => seen.longTasks.push([startTime, duration]));
  // Only that it came, which keeps the page from being at rest.
  watch('resource', () => {});
})();`;

/** What the collector has found, as it comes out of the page. */
export interface Collected {
  /** By the library's names; milliseconds, but for CLS. What did not happen is not there. */
  readonly vitals: Readonly<Partial<Record<'LCP' | 'CLS' | 'FCP' | 'TTFB', number>>>;
  /** Start and length of tasks over 50 ms on the main thread, milliseconds. */
  readonly longTasks: readonly (readonly [startMs: number, durationMs: number])[];
  /** When something happened last, milliseconds since navigation began. */
  readonly lastMs: number;
  readonly nowMs: number;
  /** When navigation began, milliseconds since the epoch. */
  readonly originMs: number;
  /** Whether it shows the element that is expected of it or, where none is, has painted anything. */
  readonly isComplete: boolean;
}
