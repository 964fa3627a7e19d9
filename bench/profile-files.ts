/** Measures the time and memory to read a large user-supplied profile, from file to report. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../harness/stats/descriptive-statistics.ts';
import { NO_PEER, printBenchResult } from './bench-result.ts';
import { BIN, buildPackage } from './built-package.ts';
import { writeLargeCpuProfile } from './profile-files/write-large-cpu-profile.ts';

const FILE_BYTES = 300e6;
const SEED = 7;
const ROUNDS = 3;
const MOST_MS = 10_000;
const MOST_BYTES = 2.5e9;

buildPackage();
const folder = mkdtempSync(join(tmpdir(), 'perf-harness-bench-'));
try {
  const file = join(folder, 'server.cpuprofile');
  const made = writeLargeCpuProfile(file, FILE_BYTES, SEED);
  const runs = Array.from({ length: ROUNDS }, () => readOnce(file));
  const times = runs.map(({ elapsedMs }) => elapsedMs);
  const peak = Math.max(...runs.map(({ peakBytes }) => peakBytes));
  const name = `${(made.bytes / 1e6).toFixed(0)} MB of CPU profile`;
  const millions = (count: number): string => `${(count / 1e6).toFixed(1)} million`;
  printBenchResult({
    title: 'Reading large profiles',
    method: `A CPU profile as V8 writes that of a large server, made from a seed: ${millions(made.nodes)} nodes with lines, ${millions(made.samples)} samples. \`perf-harness profile FILE\` of the compiled package from spawn to exit, ${ROUNDS} times: the median, and the largest peak of resident memory as the kernel counted it.`,
    rows: [
      {
        ...NO_PEER,
        name: `${name}, from file to report`,
        ours: `${seconds(median(times))} (${seconds(Math.min(...times))} to ${seconds(Math.max(...times))})`,
        limit: `at most ${MOST_MS / 1_000} s`,
        holds: median(times) <= MOST_MS,
      },
      {
        ...NO_PEER,
        name: `memory for ${name}`,
        ours: `${(peak / 1e9).toFixed(2)} GB`,
        limit: `at most ${MOST_BYTES / 1e9} GB`,
        holds: peak <= MOST_BYTES,
      },
    ],
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

function readOnce(file: string): { readonly elapsedMs: number; readonly peakBytes: number } {
  const peakFile = join(folder, 'peak');
  const preload = `import { writeFileSync } from 'node:fs';
process.on('exit', () => writeFileSync(${JSON.stringify(peakFile)}, String(process.resourceUsage().maxRSS)));`;
  const args = [
    `--import=data:text/javascript,${encodeURIComponent(preload)}`,
    BIN,
    'profile',
    file,
    '--reporter',
    `json=${join(folder, 'report.json')}`,
  ];
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  const elapsedMs = Number(process.hrtime.bigint() - started) / 1e6;
  if (status !== 0) throw new Error(`perf-harness profile ended with ${status}:\n${stderr}`);
  // The kernel counts it in kibibytes.
  return { elapsedMs, peakBytes: 1_024 * Number(readFileSync(peakFile, 'utf8')) };
}
