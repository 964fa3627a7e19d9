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
