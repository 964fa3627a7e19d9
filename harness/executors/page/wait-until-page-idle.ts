import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { UnitFailure } from '../../model/executor.ts';
import type { NetworkActivity } from './watch-page-network.ts';

/** Time without any activity after which a page is at rest, milliseconds. */
const QUIET_MS = 1_000;
const PAUSE_MS = 50;

interface PageIdleResult {
  readonly seen: CollectedVitals;
  readonly isAtRest: boolean;
}

interface PageIdleLimits {
  readonly limitMs: number;
  /** True if quiet counts from now at the earliest. */
  readonly fromNow: boolean;
  /** A page that has yet to become complete is not at rest, and is waited for longer. */
  readonly complete?: {
    readonly limitMs: number;
    /** Selector of an element that the complete page shows; absent: it is complete once it has painted. */
    readonly element?: string | undefined;
    readonly isHopeless: () => boolean;
  };
}

/** Waits until nothing has happened in a page for a while and, if requested, it is complete. */
export async function waitUntilPageIdle(
  page: Page,
  network: NetworkActivity,
  { limitMs, fromNow, complete }: PageIdleLimits,
): Promise<PageIdleResult> {
  const startedMs = performance.now();
  for (;;) {
    const elapsedMs = performance.now() - startedMs;
    let quietInMs = fromNow ? QUIET_MS - elapsedMs : 0;
    const seen = await look(page, elapsedMs < limitMs, complete?.element);
    if (seen !== null) {
      const isEnough = complete === undefined || seen.isComplete || elapsedMs >= complete.limitMs;
      quietInMs = Math.max(quietInMs, QUIET_MS - (seen.nowMs - seen.lastMs));
      const isQuiet = quietInMs <= 0 && network.open().length === 0;
      const isAtRest = isQuiet && (isEnough || complete.isHopeless());
      if (isAtRest || (isEnough && elapsedMs >= limitMs)) return { seen, isAtRest };
    }
    // The page cannot be at rest sooner, and each poll disturbs it; a page without the collector is
    // never quiet.
    const limitInMs = limitMs - (performance.now() - startedMs);
    await sleep(Math.max(PAUSE_MS, Math.min(quietInMs, limitInMs) || 0));
  }
}

/** Reads the page's state; null if it is being replaced and there is time left to wait. */
async function look(
  page: Page,
  hasTime: boolean,
  element: string | undefined,
): Promise<CollectedVitals | null> {
  const isComplete =
    element === undefined
      ? 'globalThis.__perfHarness?.vitals.FCP !== undefined'
      : `document.querySelector(${JSON.stringify(element)})?.checkVisibility() ?? false`;
  try {
    return await page.evaluate<CollectedVitals>(
      `globalThis.__perfHarness?.takePending(), ({ ...globalThis.__perfHarness, nowMs: performance.now(), originMs: performance.timeOrigin, isComplete: ${isComplete} })`,
    );
  } catch (error) {
    if (element !== undefined && /not a valid selector/.test((error as Error).message)) {
      throw new UnitFailure({
        reason: 'threw',
        message: `\`expectElement\` is not a CSS selector: ${element}`,
        remedy: 'Write a selector that document.querySelector accepts, such as "#app h1".',
      });
    }
    if (hasTime && /context was destroyed|navigation/i.test((error as Error).message)) return null;
    throw error;
  }
}

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
