/** Vitals from the pages of real users, from a real browser to the disk. */
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerNodeRequest } from '../../../../harness/field/collect/collector-node-http-adapter.ts';
import {
  buildVitalsScript,
  openCollector,
} from '../../../../harness/field/collect/file-backed-beacon-collector.ts';
import { files } from '../../../../harness/host/file-operations.ts';
import { createHost } from '../../../../harness/host.ts';
import { connectSharedChromium } from '../../../support/shared-chromium-pages.ts';

const POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'";
let browser: Browser;
beforeAll(async () => {
  browser = await connectSharedChromium();
});
afterAll(() => browser.close());

/**
 * Serves a site and its collector, under the strictest policy that allows the site's own scripts.
 * @param attributes - Attributes of the script, by the path of the page.
 */
async function site(attributes: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'field-'));
  const collector = openCollector(createHost(), { folder, onTrouble: () => undefined });
  const server = createServer((request, response) => {
    if (request.url === '/vitals.js') {
      // Beacons sent while a tab closes have the browser's own name, whatever name the tab was
      // given.
      const { 'user-agent': name } = request.headers;
      request.headers['user-agent'] = name?.replace('Headless', '');
      void answerNodeRequest(collector, request, response, { addressHeader: null });
      return;
    }
    response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': POLICY });
    response.end(
      `<!doctype html><title>shop</title><h1>Shop</h1><script src="/vitals.js" defer ${attributes[request.url ?? ''] ?? ''}></script>`,
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    counts: collector.counts,
    /** Returns the stored lines of a page, once they include the vitals that each visit has. */
    kept: async (page: string) => {
      const lines = () => linesIn(folder).filter((line) => line.page === page);
      await expect
        .poll(() => lines().map(({ name }) => name), { timeout: 100_000 })
        .toEqual(expect.arrayContaining(['FCP', 'LCP', 'TTFB']));
      return lines();
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await collector.close();
      return linesIn(folder);
    },
  };
}

function linesIn(folder: string): readonly Readonly<Record<string, unknown>>[] {
  return readdirSync(folder).flatMap((name) =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line)),
  );
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
  // The browser reports a paint when it has the time; a visit that ends earlier has none.
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const observer = new PerformanceObserver(() => resolve());
        // Entry type of browsers that is missing from the types of Node.js.
        observer.observe({ type: 'largest-contentful-paint' as 'mark', buffered: true });
      }),
  );
  await page.click('h1');
  const globals = await page.evaluate(() => 'webVitals' in globalThis);
  await page.goto('about:blank');
  await context.close();
  return { complaints, globals };
}

describe('the script of web vitals', () => {
  it('reports the vitals of a visit when it is left, but no robots or unsampled visits', async () => {
    const shop = await site({
      '/orders/anna': 'data-route="/orders/[id]"',
      '/rare': 'data-sample="0"',
    });
    const phone = {
      viewport: { width: 390, height: 800 },
      screen: { width: 390, height: 800 },
      hasTouch: true,
      isMobile: true,
    };
    await visit(`${shop.url}/driven`, { as: 'robot' });
    await visit(`${shop.url}/rare`, { as: 'user' });
    await visit(`${shop.url}/orders/anna`, { as: 'user' }, phone);
    // Under a policy that allows nothing inline.
    const desktop = { as: 'user' } as const;
    const { complaints, globals } = await visit(`${shop.url}/orders/7?token=secret#top`, desktop);
    // Beacons of the other visits would have arrived first.
    await shop.kept('/orders/[id]');
    await shop.kept('/orders/:id');
    expect(complaints).toEqual([]);
    expect(globals).toBe(false);
    expect(shop.counts()).toMatchObject({ leftOut: 0, refused: 0, lost: 0 });
    const lines = await shop.close();
    expect(new Set(lines.map(({ page, device }) => `${page} ${device}`))).toEqual(
      new Set(['/orders/[id] phone', '/orders/:id desktop']),
    );
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  it('adds less than 3 kB to web-vitals', () => {
    const own = readFileSync(
      new URL('../../../../harness/field/collect/web-vitals-beacon-reporter.js', import.meta.url),
    );
    expect(own.length).toBeLessThan(3_000);
    expect(buildVitalsScript(files).length).toBeLessThan(own.length + 9_200);
  });
});
