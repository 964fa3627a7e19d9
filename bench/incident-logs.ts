/**
 * Reading logs for an investigation: what a gigabyte takes in time and memory, beside awk, jq and
 * goaccess on the same files where they are installed. awk and goaccess count requests by path, and jq takes
 * path and duration out; ours counts by interval as well, with a sketch of the durations.
 *
 *   npm run bench -- incident-logs
 *   node bench/incident-logs.ts --mb 200          smaller files
 */
import '../harness/loader/register-self.ts';
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from '../harness/stats/quantile.ts';
import { createRandom } from '../harness/stats/random.ts';
import { type BenchRow, printBenchResult } from './bench-result.ts';

const { values } = parseArgs({ options: { mb: { type: 'string', default: '1000' } } });
const BYTES = Number(values.mb) * 1e6;
const ROUNDS = 3;
const START = Date.UTC(2026, 10, 24, 8);
const LIMITS = { access: 150, json: 80, memory: 300 };

interface Peer {
  readonly name: string;
  readonly program: string;
  readonly args: (file: string) => readonly string[];
}

const PEERS: Readonly<Record<'access' | 'json', readonly Peer[]>> = {
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
        ...['--no-progress', '--no-global-config', '-o', 'json', '--date-format=%d/%b/%Y'],
        ...['--time-format=%H:%M:%S', '--log-format=%h - - [%d:%t %^] "%r" %s %b "%R" "%u" %T'],
      ],
    },
  ],
  json: [
    {
      name: 'jq',
      program: '/usr/bin/jq',
      args: (file) => ['-r', '[.req.url, .responseTime] | @tsv', file],
    },
  ],
};

const folder = mkdtempSync(join(tmpdir(), 'incident-logs-'));
try {
  const files = { access: join(folder, 'access.log'), json: join(folder, 'app.jsonl') };
  write(files.access, accessLine);
  write(files.json, jsonLine);
  printBenchResult({
    title: 'Reading logs for an investigation',
    method: `Files of ${values.mb} MB that were just written, read in turn, ${ROUNDS} rounds. Rates are of the processor time of reading, on all threads; of peers, of the whole program. Ratios are of processor times, ours to the peer's, with the range over the rounds.`,
    rows: (['access', 'json'] as const).flatMap((kind) => rowsOf(kind, files[kind])),
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function rowsOf(kind: 'access' | 'json', file: string): readonly BenchRow[] {
  const megabytes = statSync(file).size / 1e6;
  const peers = PEERS[kind].filter(({ program }) => existsSync(program));
  const rounds = Array.from({ length: ROUNDS }, () => ({
    ours: ourReading(file),
    peers: peers.map((peer) => cpuMsOf(peer, file)),
  }));
  const rate = median(rounds.map(({ ours }) => megabytes / (ours.cpuMs / 1000)));
  const peak = Math.max(...rounds.map(({ ours }) => ours.peak / 1e6));
  const what = kind === 'access' ? 'access log' : 'JSON lines';
  const absolute = { peer: '', ratio: null, low: null, high: null };
  return [
    {
      ...{ name: `${what}, read on one core`, ours: `${Math.round(rate)} MB/s`, ...absolute },
      ...{ limit: `≥ ${LIMITS[kind]} MB/s`, holds: rate >= LIMITS[kind] },
    },
    {
      ...{ name: `${what}, memory at its peak`, ours: `${Math.round(peak)} MB`, ...absolute },
      ...{ limit: `≤ ${LIMITS.memory} MB`, holds: peak <= LIMITS.memory },
    },
    ...peers.map(({ name }, place): BenchRow => {
      const ratios = rounds.map(({ ours, peers: theirs }) => ours.cpuMs / (theirs[place] ?? 1));
      const theirRate = median(
        rounds.map(({ peers: theirs }) => megabytes / ((theirs[place] ?? 1) / 1000)),
      );
      return {
        ...{ name: `${what}, beside ${name}`, ours: `${Math.round(rate)} MB/s` },
        ...{ peer: `${Math.round(theirRate)} MB/s`, ratio: median(ratios) },
        ...{ low: Math.min(...ratios), high: Math.max(...ratios), limit: 'none', holds: true },
      };
    }),
  ];
}

function ourReading(file: string): { readonly cpuMs: number; readonly peak: number } {
  const child = join(import.meta.dirname, 'incident-logs-child.ts');
  const { stdout, stderr, status } = spawnSync(process.execPath, [child, file], {
    encoding: 'utf8',
    timeout: 600_000,
  });
  if (status !== 0) throw new Error(stderr);
  const read = JSON.parse(stdout) as { lines: number; unread: number; cpuMs: number; peak: number };
  if (read.unread > 0 || read.lines === 0)
    throw new Error(`${read.unread} of ${read.lines} lines were not read`);
  return read;
}

/** By the shell's own clock of its children. */
function cpuMsOf({ program, args }: Peer, file: string): number {
  const { stderr, status } = spawnSync(
    '/bin/bash',
    ['-c', 'TIMEFORMAT="%U %S"; time "$@" >/dev/null', 'bash', program, ...args(file)],
    { encoding: 'utf8', timeout: 1_800_000 },
  );
  const [, user, system] = /([\d.]+) ([\d.]+)\s*$/u.exec(stderr) ?? [];
  if (status !== 0 || user === undefined) throw new Error(`${program}: ${stderr}`);
  return (Number(user) + Number(system)) * 1000;
}

function write(file: string, line: (index: number, random: () => number) => string): void {
  const random = createRandom(1);
  const descriptor = openSync(file, 'w');
  let [written, text] = [0, ''];
  for (let index = 0; written < BYTES; index += 1) {
    text += line(index, random.next);
    if (text.length < 1 << 20) continue;
    written += writeSync(descriptor, text);
    text = '';
  }
  closeSync(descriptor);
}

function pathOf(index: number, random: () => number): string {
  const paths = [
    '/',
    '/checkout',
    `/api/orders/${Math.floor(random() * 1e6)}`,
    `/api/products?page=${index % 50}`,
    '/login',
    `/static/app.${index % 7}.js`,
  ];
  return paths[index % paths.length] ?? '/';
}

function accessLine(index: number, random: () => number): string {
  const at = new Date(START + index * 2).toUTCString();
  const time = `${at.slice(5, 7)}/${at.slice(8, 11)}/${at.slice(12, 16)}:${at.slice(17, 25)}`;
  const seconds = Math.exp(2 * random() - 3).toFixed(3);
  return `10.0.${index % 255}.${index % 253} - - [${time} +0000] "GET ${pathOf(index, random)} HTTP/1.1" ${random() < 0.002 ? 500 : 200} ${Math.floor(random() * 9e4)} "https://shop.example/p" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36" ${seconds}\n`;
}

function jsonLine(index: number, random: () => number): string {
  return `${JSON.stringify({
    ...{ level: 30, time: START + index * 2, pid: 12, hostname: 'web-1', reqId: `req-${index}` },
    req: { method: 'GET', url: pathOf(index, random), remoteAddress: '10.0.0.1' },
    res: { statusCode: random() < 0.002 ? 500 : 200 },
    ...{ responseTime: Math.exp(2 * random() + 4), msg: 'request completed' },
  })}\n`;
}
