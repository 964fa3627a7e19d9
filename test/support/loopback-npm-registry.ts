/** A registry on loopback that serves a packed package; others come from npm's configured registry. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';

export interface LoopbackRegistry {
  /** Ends with a slash. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Starts the registry. @param archive - Absolute path of the packed package. */
export async function startLoopbackRegistry(archive: string): Promise<LoopbackRegistry> {
  const text = execFileSync('tar', ['-xzOf', archive, 'package/package.json'], {
    encoding: 'utf8',
  });
  const manifest = JSON.parse(text) as { readonly name: string; readonly version: string };
  const { name, version } = manifest;
  const content = readFileSync(archive);
  const sha512 = createHash('sha512').update(content).digest('base64');
  const shasum = createHash('sha1').update(content).digest('hex');
  const upstream = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim();
  const tarballPath = `/${name}/-/${basename(archive)}`;
  const packument = (): string =>
    JSON.stringify({
      name,
      'dist-tags': { latest: version },
      versions: {
        [version]: {
          ...manifest,
          dist: { tarball: `${url}${tarballPath.slice(1)}`, integrity: `sha512-${sha512}`, shasum },
        },
      },
      time: { [version]: '2026-01-01T00:00:00.000Z' },
    });
  const forward = async (path: string, response: ServerResponse): Promise<void> => {
    const answer = await fetch(new URL(path.slice(1), upstream));
    const type = answer.headers.get('content-type') ?? 'application/octet-stream';
    const body = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, { 'content-type': type });
    // Archives of the other packages are to be requested here too.
    response.end(type.includes('json') ? body.toString().replaceAll(upstream, url) : body);
  };
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (path === `/${name}`) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(packument());
    } else if (path === tarballPath) {
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(content);
    } else if (request.method === 'GET') {
      forward(path, response).catch((error: unknown) => response.writeHead(502).end(String(error)));
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url, close };
}
