import { existsSync } from 'node:fs';
import type { SharedServer } from './shared-server-client.ts';

const PLACES = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser'];

/** Disable activity of the browser itself that tests would see. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--hide-scrollbars',
];

/** Starts a shared Chromium, in which each client has a context of its own. */
export async function startChromium(): Promise<SharedServer> {
  // It takes a while to load, and few runs of a single file need it.
  const { chromium } = await import('playwright-core');
  const server = await chromium.launchServer({ executablePath: chromiumPath(), args: FLAGS });
  return { socket: server.wsEndpoint(), stop: () => server.close() };
}

/** @throws if there is no Chromium. */
function chromiumPath(): string {
  const path = [process.env.CHROME_PATH ?? '', ...PLACES].find((candidate) =>
    existsSync(candidate),
  );
  if (path === undefined) throw new Error('no Chromium: install it, or set CHROME_PATH');
  return path;
}
