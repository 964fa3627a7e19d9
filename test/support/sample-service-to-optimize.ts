import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findFreePort } from '../../harness/host/network/find-and-probe-ports.ts';
import { createHost, type Host } from '../../harness/host.ts';
import { makeRepository } from '../fixtures/optimize/make-repository.ts';
import { startPostgres } from './database-servers.ts';

/** A sample service as a git repository, with its database or the services that it calls running. */
export interface ServiceToOptimize {
  /** Top of the repository, absolute. */
  readonly root: string;
  /** Environment for its tests and its server. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends all started processes, and removes the repository. */
  readonly close: () => Promise<void>;
}

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const FILL = join(PROJECT, 'bench/services/fill-database.mjs');
const START_LIMIT_MS = 60_000;

/** Creates a service of `test/fixtures/optimize`, ready to be tested, started and improved. */
export async function openServiceToOptimize(name: string): Promise<ServiceToOptimize> {
  const host = createHost();
  const folder = mkdtempSync(join(tmpdir(), `ph-${name}-`));
  const root = join(folder, name);
  const stops: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    await host.processes.stopAll();
    for (const stop of stops) await stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    makeRepository(name, root);
    linkPackages(root, root);
    const env: Record<string, string> = {};
    if (existsSync(join(root, 'database'))) {
      const { url, stop } = await startDatabase(host, join(root, 'database/schema.sql'));
      stops.push(stop);
      const way = join(root, 'dev/far-away.js');
      env.DATABASE_URL = existsSync(way) ? await startProgram(host, way, url) : url;
    }
    const others = join(root, 'dev/other-services.ts');
    if (existsSync(others)) env.UPSTREAM_URL = await startProgram(host, others);
    return { root, env, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Links a project's dependencies into its `node_modules`, where an installation would put them. */
export function linkPackages(root: string, into: string): void {
  const { dependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly dependencies?: Readonly<Record<string, string>>;
  };
  mkdirSync(join(into, 'node_modules'));
  for (const package_ of Object.keys(dependencies)) {
    symlinkSync(join(PROJECT, 'node_modules', package_), join(into, 'node_modules', package_));
  }
}

async function startDatabase(host: Host, schema: string) {
  const port = await findFreePort();
  const { stop } = await startPostgres(host, port);
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  // Without a schema file the service creates its tables itself, by its migrations.
  if (!existsSync(schema)) return { url, stop };
  const { exit, stderr } = await host.processes.exec({
    file: process.execPath,
    args: [FILL, url, schema],
    cwd: PROJECT,
    timeoutMs: START_LIMIT_MS,
  });
  if (exit.type !== 'code' || exit.code !== 0) throw new Error(`${schema}: ${stderr}`);
  return { url, stop };
}

/** Starts a development stand-in for another service; returns the URL it listens on. */
function startProgram(host: Host, file: string, ...args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const started = host.processes.start({
      file: process.execPath,
      args: [file, ...args],
      onLine: (line) => {
        const url = /^listening on (.+)$/.exec(line)?.[1];
        if (url !== undefined) resolve(url);
      },
    });
    void started.exited.then(() => reject(new Error(`${file} ended: ${started.output()}`)));
  });
}
