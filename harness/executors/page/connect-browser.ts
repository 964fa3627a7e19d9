import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';

/** Address of a running browser, and the client module that controls it. */
export interface BrowserAddress {
  readonly endpoint: string;
  readonly playwright: string;
}

/** Connects to a browser without changing its settings. */
export async function connectBrowser({ endpoint, playwright }: BrowserAddress): Promise<Browser> {
  const module = await import(pathToFileURL(playwright).href);
  // Sound: findPlaywright has found it.
  const { chromium } = module as typeof import('playwright-core');
  return chromium.connectOverCDP(endpoint, { noDefaults: true });
}
