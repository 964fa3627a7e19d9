import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';

/** A browser that runs, and what it is spoken with. */
export interface BrowserAddress {
  /** Endpoint of the Chrome DevTools Protocol. */
  readonly endpoint: string;
  /** Absolute path of playwright-core's module. */
  readonly playwright: string;
}

/** Connects to a browser, whose settings stay as they are. */
export async function connectBrowser({ endpoint, playwright }: BrowserAddress): Promise<Browser> {
  const module = await import(pathToFileURL(playwright).href);
  // Sound: findPlaywright has found it.
  const { chromium } = module as typeof import('playwright-core');
  return chromium.connectOverCDP(endpoint, { noDefaults: true });
}
