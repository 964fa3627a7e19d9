/** From the start of the door for agents to its first list of tools, beside a bare server of the same SDK. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { medianInterval } from '../harness/stats/median-interval.ts';
import { median } from '../harness/stats/quantile.ts';
import { printBenchResult } from './bench-result.ts';
import { BIN, buildPackage } from './built-package.ts';

const ROUNDS = 21;
const MOST_MS = 300;
const BARE = join(import.meta.dirname, 'mcp-bare-server.mjs');

const CALLS = [
  {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'bench', version: '1.0.0' },
    },
  },
  { jsonrpc: '2.0', method: 'notifications/initialized' },
  { jsonrpc: '2.0', id: 2, method: 'tools/list' },
].map((call) => `${JSON.stringify(call)}\n`);

buildPackage();
const folder = mkdtempSync(join(tmpdir(), 'bench-mcp-start-'));
process.env.PERF_HARNESS_CACHE = join(folder, 'cache');
try {
  const ours = () => firstAnswerMs([BIN, 'mcp']);
  const bare = () => firstAnswerMs([BARE]);
  const coldMs = await ours();
  const oursMs: number[] = [];
  const bareMs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    if (round % 2 === 0) oursMs.push(await ours());
    bareMs.push(await bare());
    if (round % 2 === 1) oursMs.push(await ours());
  }
  const ratios = oursMs.map((one, round) => one / (bareMs[round] ?? Number.NaN));
  const interval = medianInterval(ratios, 0.95);
  const center = median(oursMs);
  printBenchResult({
    title: 'First answer of the door for agents, beside a bare server of the same SDK',
    method: `${ROUNDS} rounds of one start each, in turn, the order swapped every round; from the spawn to the list of all tools; medians, and the median of the rounds' ratios with its 95 % interval. The compiled package, on Node.js ${process.versions.node}. The first start of all, with nothing kept of what it is compiled to, took ${coldMs.toFixed(0)} ms.`,
    rows: [
      {
        name: 'perf-harness mcp',
        ours: `${center.toFixed(0)} ms`,
        peer: `${median(bareMs).toFixed(0)} ms`,
        ratio: median(ratios),
        low: interval.low,
        high: interval.high,
        limit: `at most ${MOST_MS} ms`,
        holds: center <= MOST_MS,
      },
    ],
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Milliseconds until a server has answered the list of its tools. */
function firstAnswerMs(args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const startMs = performance.now();
    const server = spawn(process.execPath, args, {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let text = '';
    server.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      // The second answer is whole when its line is.
      if (text.split('\n').length < 3) return;
      resolve(performance.now() - startMs);
      server.stdin.end();
    });
    server.on('error', reject);
    server.on('exit', () => reject(new Error('the server ended without an answer')));
    server.stdin.write(CALLS.join(''));
  });
}
