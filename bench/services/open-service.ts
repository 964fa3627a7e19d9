import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findFreePort } from '../../harness/host/network/find-and-probe-ports.ts';
import { createHost, type Host } from '../../harness/host.ts';
import { startPostgres } from '../../test/support/database-servers.ts';
import { copyService } from './copy-service.ts';
import type { ServiceName } from './planted-cause.ts';
import { startServer } from './start-server.ts';

/** A service in a temporary folder, with everything running that it needs. */
export interface OpenService {
  /** Absolute path of the project; its only scenario is named after the service. */
  readonly folder: string;
  /** Environment to start perf-harness with, so the service finds its database and upstream. */
  readonly env: Readonly<Record<string, string>>;
  /** Stops what was started, and removes the folder. */
  readonly close: () => Promise<void>;
}

export interface ServiceOptions {
  /** True: use the version with the planted cause fixed and nothing else changed. */
  readonly isCured?: boolean;
}

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
const START_LIMIT_MS = 30_000;

/** Copies a service to a temporary folder, and starts its database and the service it calls. */
export async function openService(
  name: ServiceName,
  { isCured = false }: ServiceOptions = {},
): Promise<OpenService> {
  // Its own: who measures ends all the processes of its host.
  const host = createHost();
  const folder = mkdtempSync(join(tmpdir(), `ph-${name}-`));
  const close = async (): Promise<void> => {
    await host.processes.stopAll();
    await stopDatabase();
    rmSync(folder, { recursive: true, force: true });
  };
  let stopDatabase = async (): Promise<void> => undefined;
  try {
    const { scripts, seed, upstream } = copyService(name, folder, isCured);
    if (scripts.seed !== undefined) await runNode(host, folder, scripts.seed.split(' ').slice(1));
    const env: Record<string, string> = {};
    if (seed !== null) {
      const database = await startDatabase(host, seed);
      stopDatabase = database.stop;
      env.DATABASE_URL = database.url;
    }
    if (upstream !== null) env.UPSTREAM_URL = await startServer(host, upstream);
    return { folder, env, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startDatabase(host: Host, seed: string) {
  const port = await findFreePort();
  const { stop } = await startPostgres(host, port);
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  try {
    await runNode(host, REPOSITORY, ['bench/services/fill-database.mjs', url, seed]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

async function runNode(host: Host, cwd: string, args: readonly string[]): Promise<void> {
  const { exit, stderr } = await host.processes.exec({
    file: process.execPath,
    args,
    cwd,
    timeoutMs: START_LIMIT_MS,
  });
  if (exit.type !== 'code' || exit.code !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
}
