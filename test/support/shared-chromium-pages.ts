import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { requestServerAddress } from './shared-server-client.ts';

/** Connects to the tests' shared browser. Closing the connection closes all opened through it. */
export async function connectSharedChromium(): Promise<Browser> {
  const browser = await chromium.connect(await requestServerAddress('chromium'));
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    // Half a minute is not enough on a busy machine; the test has its own limit.
    context.setDefaultTimeout(0);
    return context;
  };
  return browser;
}

/** Page in a real browser, with its messages and requests. */
export interface OpenedPage {
  readonly page: Page;
  /** Messages on the console, including the browser's own errors. */
  readonly console: readonly string[];
  /** Hosts and addresses that were requested. */
  readonly requested: readonly string[];
  readonly close: () => Promise<void>;
}

const HEIGHT = 1_000;

/** Opens a page from a file, no cache or cookies; a proxy gets and records all its requests. */
export async function openPage(browser: Browser, text: string, width = 1_000): Promise<OpenedPage> {
  const folder = mkdtempSync(join(tmpdir(), 'chromium-'));
  const file = join(folder, 'page.html');
  writeFileSync(file, text);
  const proxy = await countingProxy();
  const context = await browser.newContext({
    viewport: { width, height: HEIGHT },
    proxy: { server: proxy.address },
  });
  const page = await context.newPage();
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', ({ message }) => said.push(message));
  await page.goto(pathToFileURL(file).href);
  const close = async (): Promise<void> => {
    await context.close();
    proxy.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { page, console: said, requested: proxy.requested, close };
}

interface CountingProxy {
  readonly address: string;
  readonly requested: readonly string[];
  readonly close: () => void;
}

async function countingProxy(): Promise<CountingProxy> {
  const requested: string[] = [];
  const proxy = createServer((request, response) => {
    requested.push(request.url ?? '');
    response.writeHead(404).end();
  });
  // HTTPS begins with CONNECT.
  proxy.on('connect', (request, socket) => {
    requested.push(request.url ?? '');
    socket.destroy();
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as AddressInfo;
  const close = (): void => {
    proxy.close();
    proxy.closeAllConnections();
  };
  return { address: `http://127.0.0.1:${port}`, requested, close };
}
