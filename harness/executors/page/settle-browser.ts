import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession } from 'playwright-core';

/** Between two looks at what the browser's processes have used, milliseconds. */
const PAUSE_MS = 50;
/** Share of a core that they may use together and count as idle. */
const IDLE_SHARE = 0.2;
/** It is not waited longer: on a machine that others keep busy it may never be idle. */
const LIMIT_MS = 250;

/**
 * Waits until a browser that was just started has done its own starting, so that a page is not timed
 * together with it. The profile is still empty, and so is every cache.
 * @param session - Of the browser, not of a page.
 */
export async function settleBrowser(session: CDPSession): Promise<void> {
  const startedMs = performance.now();
  let [lookedMs, usedSeconds] = [startedMs, await processorSeconds(session)];
  while (performance.now() - startedMs < LIMIT_MS) {
    await sleep(PAUSE_MS);
    const [nowMs, seconds] = [performance.now(), await processorSeconds(session)];
    const share = ((seconds - usedSeconds) * 1_000) / (nowMs - lookedMs);
    if (share < IDLE_SHARE) return;
    [lookedMs, usedSeconds] = [nowMs, seconds];
  }
}

/** Of all its processes since they began. */
async function processorSeconds(session: CDPSession): Promise<number> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}
