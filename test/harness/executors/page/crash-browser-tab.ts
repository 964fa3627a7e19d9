import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, chromium, type Page } from 'playwright-core';

const PAUSE_MS = 50;

/** Waits until the browser with this profile has begun to load an address. */
export async function waitUntilPageLoads(profile: string, path: string): Promise<void> {
  const { browser } = await openLoading(profile, path);
  await browser.close();
}

/** Crashes the tab of the browser with this profile once it has begun to load an address. */
export async function crashBrowserTab(profile: string, path: string): Promise<void> {
  const { browser, page } = await openLoading(profile, path);
  const session = await page.context().newCDPSession(page);
  // The crashed tab cannot reply.
  session.send('Page.crash').catch(() => undefined);
  // The measuring code may have closed the browser before the crash event arrives here.
  await page.waitForEvent('crash').catch(() => undefined);
  await browser.close().catch(() => undefined);
}

async function openLoading(
  profile: string,
  path: string,
): Promise<{ readonly browser: Browser; readonly page: Page }> {
  const file = join(profile, 'DevToolsActivePort');
  // The browser creates the file first and fills it then.
  while (!existsSync(file) || readFileSync(file, 'utf8') === '') await sleep(PAUSE_MS);
  const [port] = readFileSync(file, 'utf8').split('\n');
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true });
  const page = browser.contexts()[0]?.pages()[0];
  if (page === undefined) throw new Error('no tab');
  while (!page.url().endsWith(path)) await sleep(PAUSE_MS);
  return { browser, page };
}
