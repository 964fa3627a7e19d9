import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LogKind } from './log-lines.ts';

/** Another program that goes through the same file. */
interface Peer {
  readonly name: string;
  readonly program: string;
  readonly args: (file: string) => readonly string[];
}

const DUCKDB = join(import.meta.dirname, '../incident-logs-duckdb-child.ts');

const PEERS: Readonly<Record<LogKind, readonly Peer[]>> = {
  access: [
    {
      name: 'awk',
      program: '/usr/bin/awk',
      args: (file) => [
        '{count[$7]++; sum[$7] += $NF} END {for (path in count) n++; print n}',
        file,
      ],
    },
    {
      name: 'goaccess',
      program: '/usr/bin/goaccess',
      args: (file) => [
        file,
        '--no-progress',
        '--no-global-config',
        '-o',
        'json',
        '--date-format=%d/%b/%Y',
        '--time-format=%H:%M:%S',
        '--log-format=%h - - [%d:%t %^] "%r" %s %b "%R" "%u" %T',
      ],
    },
  ],
  json: [
    {
      name: 'jq',
      program: '/usr/bin/jq',
      args: (file) => ['-r', '[.req.url, .responseTime] | @tsv', file],
    },
    { name: 'DuckDB', program: process.execPath, args: (file) => [DUCKDB, file] },
  ],
};

/** Those that this machine has. */
export function peersOf(kind: LogKind): readonly Peer[] {
  return PEERS[kind].filter(({ program }) => existsSync(program));
}

/** Processor time by the shell's own clock of its children, milliseconds. */
export function cpuMsOf({ program, args }: Peer, file: string): number {
  const { stderr, status } = spawnSync(
    '/bin/bash',
    ['-c', 'TIMEFORMAT="%U %S"; time "$@" >/dev/null', 'bash', program, ...args(file)],
    { encoding: 'utf8', timeout: 3_600_000 },
  );
  const [, user, system] = /([\d.]+) ([\d.]+)\s*$/u.exec(stderr) ?? [];
  if (status !== 0 || user === undefined) throw new Error(`${program}: ${stderr}`);
  return (Number(user) + Number(system)) * 1000;
}
