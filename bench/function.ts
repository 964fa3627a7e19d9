/**
 * Functions measured by perf-harness, by mitata and by tinybench itself, each in a fresh process, in
 * turn.
 *
 *   node bench/function.ts [--rounds 9] [case …]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createFunctionExecutor } from '../harness/executors/function/function-executor.ts';
import { createHost } from '../harness/host.ts';
import type { FunctionScenario } from '../harness/model/scenario/scenario.ts';
import { median } from '../harness/stats/descriptive-statistics.ts';
import { type BenchRow, printBenchResult } from './bench-result.ts';
import { FUNCTION_CASES } from './function-cases.ts';
import { summarizeRatios } from './measure-alternately.ts';
import { PLAIN_SCENARIO } from './plain-scenario.ts';

const SHARE = 0.1;
const SLACK_NS = 1;

const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '9' } },
  allowPositionals: true,
});
const rounds = Number(values.rounds);
const names = Object.keys(FUNCTION_CASES).filter(
  (name) => positionals.length === 0 || positionals.includes(name),
);

const host = createHost();
const executor = createFunctionExecutor(host);
const folder = mkdtempSync(join(tmpdir(), 'bench-function-'));
const rows: BenchRow[] = [];
for (const name of names) rows.push(...(await compare(name)));
rmSync(folder, { recursive: true });
printBenchResult({
  title: 'Functions, beside mitata and tinybench',
  method: `${rounds} rounds, in each a fresh process of each tool on the same function with the same V8 seeds, the order turning from round to round; medians of the tools' own medians, and the median of the rounds' ratios with its interval. perf-harness warms up and measures for its default of 500 ms each; mitata and tinybench run with their defaults, tinybench for 500 ms.`,
  rows,
});

interface Round {
  readonly ours: number;
  readonly mitata: number;
  readonly tinybench: number;
}

async function compare(name: string): Promise<readonly BenchRow[]> {
  const found: Round[] = [];
  for (let round = 0; round < rounds; round += 1) found.push(await measureRound(name, round));
  return [
    { ...rowOf(name, found, 'mitata'), limit: "within 10 % or 1 ns of mitata's" },
    // tinybench times each call separately; it is shown for the effect of batching, without a
    // claim.
    { ...rowOf(name, found, 'tinybench'), limit: 'none', holds: true },
  ];
}

async function measureRound(name: string, round: number): Promise<Round> {
  const seed = 1 + round;
  const tools: readonly (readonly [keyof Round, () => Promise<number>])[] = [
    ['ours', () => measureOurs(name, seed)],
    ['mitata', () => measurePeer('mitata', name, seed)],
    ['tinybench', () => measurePeer('tinybench', name, seed)],
  ];
  const result: Partial<Record<keyof Round, number>> = {};
  for (let place = 0; place < tools.length; place += 1) {
    const [tool, measure] = tools[(place + round) % tools.length] ?? tools[0] ?? never();
    result[tool] = await measure();
  }
  return result as Round;
}

function never(): never {
  throw new Error('there are tools');
}

function rowOf(name: string, found: readonly Round[], peer: 'mitata' | 'tinybench'): BenchRow {
  const summary = summarizeRatios(found.map((round) => round.ours / round[peer]));
  const differenceNs = median(found.map((round) => round.ours - round[peer]));
  return {
    name: `${name}, beside ${peer}`,
    ours: readable(median(found.map(({ ours }) => ours))),
    peer: readable(median(found.map((round) => round[peer]))),
    ...summary,
    limit: '',
    holds: Math.abs(summary.ratio - 1) <= SHARE || Math.abs(differenceNs) <= SLACK_NS,
  };
}

/** Measures a call with perf-harness in one trial, and returns nanoseconds. */
async function measureOurs(name: string, seed: number): Promise<number> {
  const unit = await executor.open({
    scenario: scenarioOf(name),
    trial: { index: seed, warmup: false, side: 'a', pair: seed, slot: 0, seed },
    folder,
    signal: AbortSignal.timeout(60_000),
  });
  const { measurements } = await unit.measure({ index: 0, durationMs: null });
  await unit.finish?.();
  await unit.close();
  return (measurements.wall_time ?? Number.NaN) * 1e6;
}

/** Started like the processes of perf-harness, since the scheduler shares out by session. */
async function measurePeer(tool: string, name: string, seed: number): Promise<number> {
  const child = join(import.meta.dirname, 'function-peer-child.ts');
  const args = [`--hash-seed=${seed}`, `--random-seed=${seed}`, child, tool, name];
  const file = process.execPath;
  const { exit, stdout, stderr } = await host.processes.exec({ file, args, timeoutMs: 60_000 });
  if (exit.type !== 'code' || exit.code !== 0) throw new Error(`${tool}, ${name}: ${stderr}`);
  return Number(stdout);
}

function readable(nanoseconds: number): string {
  if (nanoseconds >= 1e6) return `${(nanoseconds / 1e6).toFixed(2)} ms`;
  if (nanoseconds >= 1e3) return `${(nanoseconds / 1e3).toFixed(2)} µs`;
  return `${nanoseconds.toFixed(2)} ns`;
}

function scenarioOf(name: string): FunctionScenario {
  return {
    ...PLAIN_SCENARIO,
    kind: 'function',
    body: { type: 'scenario' },
    measureMs: 500,
    warmupMs: 500,
    name,
    source: { file: join(import.meta.dirname, 'function-cases.ts'), name },
  };
}
