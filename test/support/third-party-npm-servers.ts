import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installNpmPackage } from '../../cli/doctor/install-npm-package.ts';
import { findInstalledPackage } from '../../harness/host/installed-package.ts';
import {
  acceptsConnections,
  findFreePort,
} from '../../harness/host/network/find-and-probe-ports.ts';
import type { RunningProcess } from '../../harness/host/process/process-runner.ts';
import type { Host } from '../../harness/host.ts';

/** A third-party server from npm. */
export interface NpmServer {
  readonly name: string;
  readonly version: string;
  readonly program: string;
  /** Arguments of the program; `PORT` is replaced by the port. */
  readonly args: readonly string[];
  readonly path: string;
}

export const NPM_SERVERS: readonly NpmServer[] = [
  {
    name: 'http-server',
    version: '14.1.1',
    program: 'http-server',
    args: ['site', '-p', 'PORT', '-a', '127.0.0.1', '--silent'],
    path: '/',
  },
  {
    name: 'json-server',
    version: '0.17.4',
    program: 'json-server',
    args: ['db.json', '--port', 'PORT', '--host', '127.0.0.1', '--quiet'],
    path: '/posts?_sort=title&_limit=50',
  },
  {
    name: 'sirv-cli',
    version: '3.0.1',
    program: 'sirv',
    args: ['site', '--port', 'PORT', '--host', '127.0.0.1', '--quiet', '--dev'],
    path: '/page.html',
  },
];

/** Absolute path of its program, in the cache that `doctor --install` fills; npm puts it there once. */
export async function installServer(
  host: Host,
  { name, version, program }: NpmServer,
): Promise<string> {
  const folder = await installNpmPackage(host, {
    name,
    title: name,
    version,
    signal: AbortSignal.timeout(300_000),
    onStep: () => undefined,
  });
  const path = findInstalledPackage(name, folder)?.programs[program];
  if (path === undefined) throw new Error(`${name} ${version} has no program ${program}`);
  return path;
}

/** Creates a folder with the files that the servers serve. */
export function createServedFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-served-'));
  const page = `<h1>page</h1>${'<p>text</p>'.repeat(2_000)}`;
  const posts = Array.from({ length: 300 }, (_, id) => ({ id, title: `post ${(id * 37) % 300}` }));
  writeFileSync(join(folder, 'db.json'), JSON.stringify({ posts }));
  for (const name of ['site/index.html', 'site/page.html']) write(join(folder, name), page);
  return folder;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/**
 * Starts Node.js with these arguments before the server's, loads the server, and stops it by a
 * signal to its process group, as perf-harness does.
 */
export async function runUnderLoad(
  host: Host,
  server: NpmServer,
  run: {
    readonly program: string;
    readonly before: readonly string[];
    readonly env: Readonly<Record<string, string>>;
    readonly cwd: string;
    readonly durationMs: number;
  },
): Promise<RunningProcess> {
  const port = await findFreePort();
  const args = server.args.map((word) => (word === 'PORT' ? String(port) : word));
  const running = host.processes.start({
    file: process.execPath,
    args: [...run.before, run.program, ...args],
    cwd: run.cwd,
    env: run.env,
  });
  await untilReady(running, port);
  const end = performance.now() + run.durationMs;
  const visit = async (): Promise<void> => {
    while (performance.now() < end) {
      const response = await fetch(`http://127.0.0.1:${port}${server.path}`);
      await response.arrayBuffer();
      if (response.status !== 200) throw new Error(`${server.name} answers ${response.status}`);
    }
  };
  await Promise.all([visit(), visit(), visit()]);
  return running;
}

async function untilReady(running: RunningProcess, port: number): Promise<void> {
  let hasEnded = false;
  void running.exited.then(() => {
    hasEnded = true;
  });
  while (!(await acceptsConnections('127.0.0.1', port))) {
    if (hasEnded) throw new Error(`the server ended: ${running.output()}`);
    await sleep(50);
  }
}
