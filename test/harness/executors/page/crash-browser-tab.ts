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

/** Opens a new tab in the browser with this profile, whose only tab has crashed. */
export async function replaceCrashedTab(profile: string): Promise<void> {
  const browser = await connect(profile);
  await browser.contexts()[0]?.newPage();
  await browser.close();
}

async function openLoading(
  profile: string,
  path: string,
): Promise<{ readonly browser: Browser; readonly page: Page }> {
  const browser = await connect(profile);
  for (;;) {
    const page = browser
      .contexts()[0]
      ?.pages()
      .find((tab) => tab.url().endsWith(path));
    if (page !== undefined) return { browser, page };
    await sleep(PAUSE_MS);
  }
}

async function connect(profile: string): Promise<Browser> {
  const file = join(profile, 'DevToolsActivePort');
  // The browser creates the file first and fills it then.
  while (!existsSync(file) || readFileSync(file, 'utf8') === '') await sleep(PAUSE_MS);
  const [port] = readFileSync(file, 'utf8').split('\n');
  return chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true });
}
