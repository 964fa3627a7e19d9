import type { Page } from 'playwright-core';

/** What a page reports of its slowest interaction so far. */
export interface Interaction {
  /** Interaction to Next Paint, milliseconds. */
  readonly valueMs: number;
  /** The event that it began with, such as `pointerup`. */
  readonly event: string;
  /** When that was, milliseconds since the epoch. */
  readonly atMs: number;
  /** When the page itself began, likewise; tells the pages of a tab apart. */
  readonly originMs: number;
}

const BINDING = '__perfHarnessInteraction';

/** Runs in the page after the collector, on whose library and notes it relies. */
export const INTERACTIONS = `webVitals.onINP(({ value, entries: [entry] }) => {
  globalThis.__perfHarness.lastMs = performance.now();
  const originMs = performance.timeOrigin;
  const atMs = originMs + (entry?.startTime ?? 0);
  globalThis.${BINDING}({ valueMs: value, event: entry?.name ?? '', atMs, originMs });
}, { reportAllChanges: true });`;

/**
 * Collects what the pages of a tab report, so that it outlives each of them: a flow may go from one
 * to the next. The last report of a page holds.
 */
export async function collectInteractions(page: Page): Promise<() => readonly Interaction[]> {
  const ofPages = new Map<number, Interaction>();
  await page.exposeBinding(BINDING, (_source, interaction: Interaction) => {
    ofPages.set(interaction.originMs, interaction);
  });
  return () => [...ofPages.values()];
}

/** Idle callbacks come later than this only in a page that is never idle. */
const IDLE_LIMIT_MS = 3_000;

/** Draws frames until there was time left in one. */
const UNTIL_IDLE = `new Promise((resolve) => {
  requestIdleCallback(() => { resolve(); resolve = null; }, { timeout: ${IDLE_LIMIT_MS} });
  const draw = () => { if (resolve !== null) requestAnimationFrame(draw); };
  draw();
})`;

/**
 * Waits until an interaction that was made has been reported: web-vitals does so when the page is
 * idle, and Chromium finds no idle time for seconds after an input where it has nothing to draw.
 * Callbacks are run in the order in which they were asked for.
 */
export async function untilReported(page: Page): Promise<void> {
  // A page that is just being replaced has nothing more to say.
  await page.evaluate(UNTIL_IDLE).catch(() => undefined);
}
