import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';

const PAUSE_MS = 100;

/** Crashes the tab of the browser with this profile once it has begun to load an address. */
export async function crashTab(profile: string, path: string): Promise<void> {
  const file = join(profile, 'DevToolsActivePort');
  while (!existsSync(file)) await sleep(PAUSE_MS);
  const [port] = readFileSync(file, 'utf8').split('\n');
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true });
  const [context] = browser.contexts();
  const page = context?.pages()[0];
  if (context === undefined || page === undefined) throw new Error('no tab');
  while (!page.url().endsWith(path)) await sleep(PAUSE_MS);
  const session = await context.newCDPSession(page);
  // Nobody is left to answer.
  session.send('Page.crash').catch(() => undefined);
  // Whoever measures may have ended the browser before this one hears of it.
  await page.waitForEvent('crash').catch(() => undefined);
  await browser.close().catch(() => undefined);
}
