import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join, normalize } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium } from '../../harness/executors/page/find-page-tools.ts';
import type { Host } from '../../harness/host.ts';

/** The page that speedscope is, as npm brings it. */
const RELEASE = join(
  dirname(createRequire(import.meta.url).resolve('speedscope/package.json')),
  'dist/release',
);
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
};

/** Profile in speedscope's own export format. */
interface Exported {
  readonly shared: {
    readonly frames: readonly {
      readonly name: string;
      readonly file?: string;
      readonly line?: number;
    }[];
  };
  readonly profiles: readonly {
    readonly type: 'evented' | 'sampled';
    readonly unit: string;
    readonly events: readonly {
      readonly type: 'O' | 'C';
      readonly frame: number;
      readonly at: number;
    }[];
  }[];
}

/**
 * Imports a CPU profile into speedscope in Chromium and reads its export.
 * @returns Milliseconds that each function was innermost, by `name file:line`.
 */
export async function readWithSpeedscope(
  host: Host,
  profile: string,
): Promise<ReadonlyMap<string, number>> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    if (path === '/taken.cpuprofile') {
      response.end(profile);
      return;
    }
    const file = join(RELEASE, path === '/' ? 'index.html' : path);
    const type = TYPES[/\.\w+$/.exec(file)?.[0] ?? ''] ?? 'application/octet-stream';
    response.setHeader('content-type', type).end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const found = findChromium(host);
  if (found.type !== 'found') throw new Error('Chromium is not installed');
  const browser = await chromium.launch({ executablePath: found.tool, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    const saved = page.waitForEvent('download');
    await page.goto(`${origin}/#profileURL=${encodeURIComponent(`${origin}/taken.cpuprofile`)}`);
    await page.getByText('Export').click();
    const path = await (await saved).path();
    return selfTimes(JSON.parse(readFileSync(path, 'utf8')) as Exported);
  } finally {
    await browser.close();
    server.close();
  }
}

function selfTimes({ shared, profiles }: Exported): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { unit, type, events } of profiles) {
    if (unit !== 'microseconds' || type !== 'evented') throw new Error(`${type} in ${unit}`);
    const open: number[] = [];
    let last = 0;
    for (const { type: kind, frame, at } of events) {
      const inner = shared.frames[open.at(-1) ?? -1];
      if (inner !== undefined) {
        const key = placeOf(inner);
        times.set(key, (times.get(key) ?? 0) + (at - last) / 1_000);
      }
      last = at;
      if (kind === 'O') open.push(frame);
      else open.pop();
    }
  }
  return times;
}

/** Returns `name file:line`; speedscope names nameless functions by file; native have line 0. */
function placeOf({ name, file = '', line = 0 }: Exported['shared']['frames'][number]): string {
  const known = /^\(anonymous .*\)$/.test(name) ? '(anonymous)' : name;
  return `${known} ${file.replace(/^file:\/\//, '')}:${line === 0 ? '' : line}`;
}
