/**
 * One PostgreSQL, one MariaDB and one Chromium for all tests of a run. Each starts when a test
 * first requests it, and all end with the run; if the run is killed, the guardian ends the
 * databases, and the browser ends with its pipe.
 */
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost } from '../harness/host.ts';
import { startChromium } from './support/chromium-server.ts';
import { startMariadb, startPostgres } from './support/database-servers.ts';
import {
  SERVERS_VARIABLE,
  type ServerResponse,
  type SharedServer,
} from './support/shared-server-client.ts';

export async function setup(): Promise<() => Promise<void>> {
  const host = createHost();
  const starts: Readonly<Record<string, () => Promise<SharedServer>>> = {
    postgres: () => startPostgres(host),
    mariadb: () => startMariadb(host),
    chromium: startChromium,
  };
  const started = new Map<string, Promise<SharedServer>>();
  const answerTo = async (name: string): Promise<ServerResponse> => {
    const server = started.get(name) ?? starts[name]?.();
    if (server === undefined) return { error: `no server is called ${name}` };
    started.set(name, server);
    return server.then(
      ({ socket }) => ({ socket }),
      (error: unknown) => ({ error: String(error) }),
    );
  };
  const sockets = new Set<Socket>();
  const door = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', async (name) => socket.end(JSON.stringify(await answerTo(name.toString()))));
  });
  const path = join(tmpdir(), 'servers');
  await new Promise<void>((resolve) => door.listen(path, resolve));
  // Workers are started with the environment of the process that this runs in.
  process.env[SERVERS_VARIABLE] = path;
  return async () => {
    for (const socket of sockets) socket.destroy();
    door.close();
    await Promise.allSettled([...started.values()].map(async (server) => (await server).stop()));
    await host.processes.close();
  };
}
