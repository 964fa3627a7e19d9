import { chmodSync, chownSync, globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StartSpec } from '../../harness/host/process/process-runner.ts';
import type { Host } from '../../harness/host.ts';

/** A database server of a test's own, which listens on a socket in its own folder. */
export interface DatabaseServer {
  /** Path of the socket. */
  readonly socket: string;
  readonly stop: () => Promise<void>;
}

/** The user `nobody`: neither server runs as root. */
const NOBODY = 65_534;
const START_LIMIT_MS = 60_000;
/** Message of PostgreSQL and MariaDB when they accept statements. */
const READY = /ready (?:to accept|for) connections/;

/** Options of a server in addition to those that all servers have. */
export interface PostgresOptions {
  /** Each `name=value`. */
  readonly settings?: readonly string[];
  /** Drivers of Python read texts of any other encoding as bytes. */
  readonly isUtf8?: boolean;
  /** Called with each line of its log. */
  readonly onLine?: (line: string) => void;
}

/**
 * An empty PostgreSQL: user `postgres`, database `postgres`, no password. With a port it listens on
 * loopback too, as most databases do.
 */
export async function startPostgres(
  host: Host,
  port?: number,
  { settings = [], isUtf8 = false, onLine }: PostgresOptions = {},
): Promise<DatabaseServer> {
  const programs = programFolder('/usr/lib/postgresql/*/bin/postgres', '/usr/local/bin/postgres');
  const folder = ownFolder();
  const data = join(folder, 'data');
  const initialised = await host.processes.exec({
    ...asNobody(join(programs, 'initdb'), [
      '-D',
      data,
      '-U',
      'postgres',
      '-A',
      'trust',
      '-N',
      ...(isUtf8 ? ['-E', 'UTF8'] : []),
    ]),
    env: { LC_ALL: 'C' },
    timeoutMs: START_LIMIT_MS,
  });
  if (initialised.exit.type !== 'code' || initialised.exit.code !== 0) {
    throw new Error(`initdb: ${initialised.stdout}${initialised.stderr}`);
  }
  const listen = port === undefined ? [] : ['-p', String(port)];
  const addresses = `listen_addresses=${port === undefined ? '' : '127.0.0.1'}`;
  const more = settings.flatMap((setting) => ['-c', setting]);
  const options = ['-D', data, '-k', folder, '-c', addresses, ...listen, '-F', ...more];
  const spec = {
    ...asNobody(join(programs, 'postgres'), options),
    ...(onLine === undefined ? {} : { onLine }),
  };
  return serve(host, folder, spec, `.s.PGSQL.${port ?? 5432}`);
}

/** Starts an empty MariaDB without grant tables, which accepts any user. */
export async function startMariadb(host: Host): Promise<DatabaseServer> {
  const programs = programFolder('/usr/sbin/mariadbd', '/usr/bin/mariadbd');
  const folder = ownFolder();
  const data = join(folder, 'data');
  mkdirSync(data);
  giveToNobody(data);
  const options = [
    '--no-defaults',
    `--datadir=${data}`,
    `--socket=${join(folder, 'socket')}`,
    '--skip-networking',
    '--skip-grant-tables',
    '--innodb-buffer-pool-size=8M',
    '--innodb-flush-log-at-trx-commit=0',
  ];
  return serve(host, folder, asNobody(join(programs, 'mariadbd'), options), 'socket');
}

async function serve(
  host: Host,
  folder: string,
  spec: StartSpec,
  socketName: string,
): Promise<DatabaseServer> {
  const server = host.processes.start(spec);
  let hasEnded = false;
  void server.exited.then(() => {
    hasEnded = true;
  });
  const socket = join(folder, socketName);
  const stop = async (): Promise<void> => {
    await server.stop(0);
    rmSync(folder, { recursive: true, force: true });
  };
  const deadline = performance.now() + START_LIMIT_MS;
  // The socket exists before the server is ready: until then each client is rejected.
  while (!READY.test(server.output()) || !(await takesConnections(socket))) {
    if (hasEnded || performance.now() > deadline) {
      await stop();
      throw new Error(`${socketName} was not opened: ${server.output()}`);
    }
    await sleep(50);
  }
  return { socket, stop };
}

function takesConnections(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    connection.on('connect', () => {
      connection.destroy();
      resolve(true);
    });
    connection.on('error', () => resolve(false));
  });
}

function programFolder(...places: readonly string[]): string {
  const [found] = globSync([...places]);
  if (found === undefined) {
    throw new Error(`none of ${places.join(', ')} is there: tools/install-test-tools.ts gets it`);
  }
  return join(found, '..');
}

function ownFolder(): string {
  // A short path, since the length of socket paths is limited.
  const folder = mkdtempSync(join(tmpdir(), 'ph-db-'));
  chmodSync(folder, 0o755);
  giveToNobody(folder);
  return folder;
}

function giveToNobody(folder: string): void {
  if (isRoot()) chownSync(folder, NOBODY, NOBODY);
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function asNobody(file: string, args: readonly string[]) {
  if (!isRoot()) return { file, args: [...args] };
  const user = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
  return { file: 'setpriv', args: [...user, file, ...args] };
}
