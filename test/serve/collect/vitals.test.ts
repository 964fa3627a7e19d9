/** What pages of real users tell, from a real browser to the disk. */
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { files } from '../../../harness/host/files.ts';
import { createHost } from '../../../harness/host.ts';
import { answerNode } from '../../../serve/collect/node-front.ts';
import { openCollector } from '../../../serve/collect/open-collector.ts';
import { vitalsScript } from '../../../serve/collect/vitals-script.ts';
import { sharedChromium } from '../../support/chromium.ts';

const POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'";
let browser: Browser;
beforeAll(async () => {
  browser = await sharedChromium();
});
afterAll(() => browser.close());

/** A site with the strictest policy that lets a script of its own run, and its collector. */
async function site(attributes = '') {
  const folder = mkdtempSync(join(tmpdir(), 'field-'));
  const collector = openCollector(createHost(), { folder, onTrouble: () => undefined });
  const server = createServer((request, response) => {
    if (request.url === '/vitals.js') {
      // What is told while a tab closes has the browser's own name, whatever name the tab was given.
      const { 'user-agent': name } = request.headers;
      request.headers['user-agent'] = name?.replace('Headless', '');
      void answerNode(collector, request, response, { addressHeader: null });
      return;
    }
    response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': POLICY });
    response.end(
      `<!doctype html><title>shop</title><h1>Shop</h1><script src="/vitals.js" defer ${attributes}></script>`,
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    counts: collector.counts,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await collector.close();
      return readdirSync(folder).flatMap((name) =>
        readFileSync(join(folder, name), 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as Record<string, unknown>),
      );
    },
  };
}

/** Opens a page and leaves it, as a user does, or as a program does. */
async function visit(
  url: string,
  { as }: { readonly as: 'user' | 'robot' },
  more: BrowserContextOptions = {},
) {
  const context = await browser.newContext(more);
  if (as === 'user') {
    await context.addInitScript(() => {
      Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false });
    });
  }
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', ({ message }) => complaints.push(message));
  await page.goto(url);
  await page.click('h1');
  await page.waitForTimeout(100);
  const globals = await page.evaluate(() => 'webVitals' in globalThis);
  await page.goto('about:blank');
  await context.close();
  return { complaints, globals };
}

describe('the script of a page', () => {
  it('tells the vitals of a visit once it is left, under a policy that allows nothing inline', async () => {
    const shop = await site();
    const { complaints, globals } = await visit(`${shop.url}/orders/4711?token=secret#top`, {
      as: 'user',
    });
    await expect.poll(() => shop.counts().kept, { timeout: 5_000 }).toBeGreaterThan(0);
    const lines = await shop.close();
    expect(complaints).toEqual([]);
    expect(globals).toBe(false);
    expect(lines.map(({ name }) => name)).toEqual(expect.arrayContaining(['FCP', 'LCP', 'TTFB']));
    expect(new Set(lines.map(({ page, device }) => `${page} ${device}`))).toEqual(
      new Set(['/orders/:id desktop']),
    );
    expect(JSON.stringify(lines)).not.toContain('secret');
    expect(Math.abs(Number(lines[0]?.time) - Date.now())).toBeLessThan(60_000);
  });

  it('tells the route that the site names, and a phone from a desktop', async () => {
    const shop = await site('data-route="/orders/[id]"');
    const phone = {
      viewport: { width: 390, height: 800 },
      screen: { width: 390, height: 800 },
      hasTouch: true,
      isMobile: true,
    };
    await visit(`${shop.url}/orders/anna`, { as: 'user' }, phone);
    await expect.poll(() => shop.counts().kept, { timeout: 5_000 }).toBeGreaterThan(0);
    const lines = await shop.close();
    expect(new Set(lines.map(({ page, device }) => `${page} ${device}`))).toEqual(
      new Set(['/orders/[id] phone']),
    );
  });

  it('is silent where a program drives the browser, and where the visit is not in the sample', async () => {
    const [shop, sampled] = [await site(), await site('data-sample="0"')];
    await visit(shop.url, { as: 'robot' });
    await visit(sampled.url, { as: 'user' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([shop.counts(), sampled.counts()]).toEqual([
      { kept: 0, leftOut: 0, refused: 0, lost: 0 },
      { kept: 0, leftOut: 0, refused: 0, lost: 0 },
    ]);
    await Promise.all([shop.close(), sampled.close()]);
  });

  it('has less than 3 kB beside web-vitals', () => {
    const own = readFileSync(new URL('../../../serve/collect/vitals.js', import.meta.url));
    expect(own.length).toBeLessThan(3_000);
    expect(vitalsScript(files).length).toBeLessThan(own.length + 9_200);
  });
});
