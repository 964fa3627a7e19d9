/**
 * Reading logs for an investigation: what a gigabyte takes in time and memory, beside awk, jq,
 * goaccess and DuckDB on the same files, those of them that are installed. awk and goaccess count
 * requests by path, jq takes path and duration out, DuckDB estimates the 95th percentile by path and
 * minute; ours counts by interval as well, with a sketch of the durations.
 *
 *   npm run bench -- incident-logs
 *   node bench/incident-logs.ts --mb 200          smaller files
 *   node bench/incident-logs.ts --times 20        20 GB that take 1 GB of disk; without peers, once
 */
import '../harness/loader/register-self.ts';
import { spawnSync } from 'node:child_process';
import { linkSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from '../harness/stats/quantile.ts';
import { type BenchRow, printBenchResult } from './bench-result.ts';
import { type LogKind, writeIncidentLog } from './incident-logs/log-lines.ts';
import { cpuMsOf, peersOf } from './incident-logs/peers.ts';

const { values } = parseArgs({
  options: {
    mb: { type: 'string', default: '1000' },
    times: { type: 'string', default: '1' },
    kind: { type: 'string', multiple: true, default: ['access', 'json'] },
    rounds: { type: 'string' },
  },
});
const BYTES = Number(values.mb) * 1e6;
const TIMES = Number(values.times);
const ROUNDS = Number(values.rounds ?? (TIMES === 1 ? 3 : 1));
const KINDS = (['access', 'json'] as const).filter((kind) => values.kind.includes(kind));
const LIMITS = { access: 150, json: 80, memory: 300 };

const folder = mkdtempSync(join(tmpdir(), 'incident-logs-'));
try {
  const many = TIMES === 1 ? '' : `, each under ${TIMES} names that are read as ${TIMES} files`;
  printBenchResult({
    title: 'Reading logs for an investigation',
    method: `Files of ${values.mb} MB that were just written${many}, read in turn, ${ROUNDS === 1 ? 'once' : `${ROUNDS} rounds`}. Rates are of the processor time of reading, on all threads; of peers, of the whole program. Ratios are of processor times, ours to the peer's, with the range over the rounds.`,
    rows: KINDS.flatMap((kind) => rowsOf(kind, writtenFiles(kind))),
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function writtenFiles(kind: LogKind): readonly [string, ...string[]] {
  const file = join(folder, `${kind}.log`);
  writeIncidentLog(file, kind, BYTES);
  const links = Array.from({ length: TIMES - 1 }, (_, place) =>
    join(folder, `${kind}-${place}.log`),
  );
  for (const link of links) linkSync(file, link);
  return [file, ...links];
}

function rowsOf(kind: LogKind, files: readonly [string, ...string[]]): readonly BenchRow[] {
  const [file] = files;
  const megabytes = (statSync(file).size * files.length) / 1e6;
  const peers = files.length === 1 ? peersOf(kind) : [];
  const rounds = Array.from({ length: ROUNDS }, () => ({
    ours: ourReading(files),
    peers: peers.map((peer) => cpuMsOf(peer, file)),
  }));
  const rate = median(rounds.map(({ ours }) => megabytes / (ours.cpuMs / 1000)));
  const peak = Math.max(...rounds.map(({ ours }) => ours.peak / 1e6));
  const what = kind === 'access' ? 'access log' : 'JSON lines';
  const absolute = { peer: '', ratio: null, low: null, high: null };
  return [
    {
      name: `${what}, read on one core`,
      ours: `${Math.round(rate)} MB/s`,
      ...absolute,
      limit: `≥ ${LIMITS[kind]} MB/s`,
      holds: rate >= LIMITS[kind],
    },
    {
      name: `${what}, memory at its peak`,
      ours: `${Math.round(peak)} MB`,
      ...absolute,
      limit: `≤ ${LIMITS.memory} MB`,
      holds: peak <= LIMITS.memory,
    },
    ...peers.map(({ name }, place): BenchRow => {
      const ratios = rounds.map(({ ours, peers: theirs }) => ours.cpuMs / (theirs[place] ?? 1));
      const theirRate = median(
        rounds.map(({ peers: theirs }) => megabytes / ((theirs[place] ?? 1) / 1000)),
      );
      return {
        name: `${what}, beside ${name}`,
        ours: `${Math.round(rate)} MB/s`,
        peer: `${Math.round(theirRate)} MB/s`,
        ratio: median(ratios),
        low: Math.min(...ratios),
        high: Math.max(...ratios),
        limit: 'none',
        holds: true,
      };
    }),
  ];
}

function ourReading(files: readonly string[]): { readonly cpuMs: number; readonly peak: number } {
  const child = join(import.meta.dirname, 'incident-logs-child.ts');
  const { stdout, stderr, status } = spawnSync(process.execPath, [child, ...files], {
    encoding: 'utf8',
    timeout: 7_200_000,
  });
  if (status !== 0) throw new Error(stderr);
  const read = JSON.parse(stdout) as { lines: number; unread: number; cpuMs: number; peak: number };
  if (read.unread > 0 || read.lines === 0)
    throw new Error(`${read.unread} of ${read.lines} lines were not read`);
  return read;
}
