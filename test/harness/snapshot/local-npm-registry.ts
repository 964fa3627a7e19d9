import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeInto } from './temporary-git-repository.ts';

/** A registry of npm packages on this machine, to which versions can be added at any time. */
export interface SampleRegistry {
  /** Text of an `.npmrc` that points npm to this registry, with a package cache of its own. */
  readonly settings: string;
  /** The npm setting that grants access if a token is required. */
  readonly login: string;
  /**
   * Publishes a package that returns its version, with these files, which may extend its manifest;
   * all files are executable.
   */
  readonly publish: (
    name: string,
    version: string,
    files?: Readonly<Record<string, string>>,
  ) => void;
  readonly close: () => Promise<void>;
}

interface Published {
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly archive: Buffer;
}

/** @param token - Token that every request must send; null: none is needed. */
export async function startSampleRegistry(token: string | null = null): Promise<SampleRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness registry-'));
  const packages = new Map<string, Map<string, Published>>();
  const server = createServer(({ url = '', headers }, response) => {
    const [, name = '', archive] = url.split('/');
    const versions = packages.get(name);
    response.setHeader('cache-control', 'no-cache');
    if (token !== null && headers.authorization !== `Bearer ${token}`) response.writeHead(401);
    else if (versions === undefined) response.writeHead(404);
    else if (archive !== undefined) response.write(versions.get(archive)?.archive ?? '');
    else response.write(JSON.stringify(describe(name, versions)));
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const address = `127.0.0.1:${port}/`;

  const describe = (name: string, versions: ReadonlyMap<string, Published>): object => ({
    name,
    'dist-tags': { latest: [...versions.keys()].at(-1) },
    versions: Object.fromEntries(
      [...versions].map(([version, { manifest, archive }]) => {
        const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
        const dist = { tarball: `http://${address}${name}/${version}`, integrity };
        return [version, { ...manifest, dist }];
      }),
    ),
  });
  return {
    settings: `registry=http://${address}\ncache=${join(folder, 'cache')}\n`,
    login: `//${address}:_authToken=${token}\n`,
    publish: (name, version, files = {}) => {
      const own = JSON.parse(files['package.json'] ?? '{}') as Readonly<Record<string, unknown>>;
      const manifest = { name, version, ...own };
      const [pack, path] = [join(folder, 'pack'), join(folder, 'package.tgz')];
      writeInto(join(pack, 'package'), {
        'index.js': `module.exports = '${name} ${version}';\n`,
        ...files,
        'package.json': JSON.stringify(manifest),
      });
      execFileSync('tar', ['czf', path, '--mode=0755', '-C', pack, 'package']);
      rmSync(pack, { recursive: true });
      const archive = readFileSync(path);
      const versions = packages.get(name) ?? new Map<string, Published>();
      packages.set(name, versions.set(version, { manifest, archive }));
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
