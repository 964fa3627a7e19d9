import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const PLACES = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser'];

/** The browser that tests look at pages with. @throws where there is none. */
function chromiumPath(): string {
  const path = [process.env.CHROME_PATH ?? '', ...PLACES].find((one) => existsSync(one));
  if (path === undefined) throw new Error('no Chromium: install it, or set CHROME_PATH');
  return path;
}

/** What came of a page in a real browser. */
export interface Opened {
  /** The document as it stood after loading. */
  readonly dom: string;
  /** What was written to the console, and what the browser itself complains of there. */
  readonly console: readonly string[];
  /** Hosts and addresses that anything was asked of. */
  readonly requested: readonly string[];
}

/** Opens a page from a file in a fresh profile; all that it asks for goes to a proxy that counts. */
export async function openInChromium(page: string, width = 1_000): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'chromium-'));
  const file = join(folder, 'page.html');
  writeFileSync(file, page);
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
  try {
    const { port } = proxy.address() as AddressInfo;
    const { stdout, stderr } = await run(flags(folder, port, width), pathToFileURL(file).href);
    const said = stderr.split('\n').filter((line) => /:CONSOLE[:(]/.test(line));
    return { dom: stdout, console: said, requested: requested.filter(isOfThePage) };
  } finally {
    proxy.close();
    proxy.closeAllConnections();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The browser asks its maker for this and that, whatever the page. */
function isOfThePage(url: string): boolean {
  return !/(^|[./])(google|googleapis|gstatic|gvt1|chromium)\.(com|org)(:|\/|$)/.test(url);
}

function flags(folder: string, port: number, width: number): readonly string[] {
  return [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--hide-scrollbars',
    '--enable-logging=stderr',
    `--user-data-dir=${join(folder, 'profile')}`,
    `--window-size=${width},1000`,
    `--proxy-server=http://127.0.0.1:${port}`,
    '--dump-dom',
  ];
}

async function run(
  args: readonly string[],
  url: string,
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const child = spawn(chromiumPath(), [...args, url], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`Chromium ended with ${code}: ${stderr().slice(-2_000)}`);
  return { stdout: stdout(), stderr: stderr() };
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}
