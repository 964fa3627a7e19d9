import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { Collected } from './vitals-script.ts';
import type { Network } from './watch-network.ts';

/** A page is at rest when nothing has happened in it for so long, milliseconds. */
const QUIET_MS = 1_000;
const PAUSE_MS = 50;

/** What the collector had when the page rested, or when it was no longer waited for. */
export interface Rested {
  readonly seen: Collected;
  readonly isAtRest: boolean;
}

/** Waits until nothing has happened for a while, counted from now at the earliest where asked. */
export async function waitForRest(
  page: Page,
  network: Network,
  { limitMs, fromNow }: { readonly limitMs: number; readonly fromNow: boolean },
): Promise<Rested> {
  const startedMs = performance.now();
  for (;;) {
    const elapsedMs = performance.now() - startedMs;
    const seen = await look(page, elapsedMs < limitMs);
    const isQuiet = !fromNow || elapsedMs >= QUIET_MS;
    if (seen !== null) {
      const isAtRest = isQuiet && network.open() === 0 && seen.nowMs - seen.lastMs >= QUIET_MS;
      if (isAtRest || elapsedMs >= limitMs) return { seen, isAtRest };
    }
    await sleep(PAUSE_MS);
  }
}

/** null: the page is just being replaced by another, which there is still time for. */
async function look(page: Page, hasTime: boolean): Promise<Collected | null> {
  try {
    return await page.evaluate<Collected>(
      'globalThis.__perfHarness?.takePending(), ({ ...globalThis.__perfHarness, nowMs: performance.now(), originMs: performance.timeOrigin })',
    );
  } catch (error) {
    if (hasTime && /context was destroyed|navigation/i.test((error as Error).message)) return null;
    throw error;
  }
}
