/** Times commands with perf-harness and hyperfine alternately. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandScenario } from '../harness/model/scenario/scenario.ts';
import { median } from '../harness/stats/descriptive-statistics.ts';
import { type BenchRow, printBenchResult } from './bench-result.ts';
import { compiledModuleUrl, compileModules } from './built-package.ts';
import { measureAlternately, measureUnit, summarizeRatios } from './measure-alternately.ts';
import { PLAIN_SCENARIO } from './plain-scenario.ts';

const ROUNDS = 40;
const SHARE = 0.03;
const SLACK_MS = 1;

interface Subject {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
  /** Number of runs of one tool in one round; their median is the figure of the round. */
  readonly runs: number;
}

const SUBJECTS: readonly Subject[] = [
  { name: 'node -e 0', argv: [process.execPath, '-e', '0'], runs: 3 },
  { name: 'git --version', argv: ['git', '--version'], runs: 15 },
];

if (spawnSync('hyperfine', ['--version']).error !== undefined) {
  console.error(
    'There is no hyperfine here to compare with. Install it with `apt-get install hyperfine`, `brew install hyperfine` or `cargo install hyperfine`.',
  );
  process.exit(2);
}

compileModules();
// Compiled: blanking out types takes memory in the launcher.
const { createHost } = (await import(
  compiledModuleUrl('harness/host.js')
)) as typeof import('../harness/host.ts');
const { createCommandExecutor } = (await import(
  compiledModuleUrl('harness/executors/command/command-executor.js')
)) as typeof import('../harness/executors/command/command-executor.ts');

const host = createHost();
const executor = createCommandExecutor(host);
const folder = mkdtempSync(join(tmpdir(), 'bench-command-'));

const rows: BenchRow[] = [];
for (const subject of SUBJECTS) {
  await timeOurs(subject);
  timeHyperfine(subject);
  rows.push(await compare(subject));
}
await executor.dispose?.();
rmSync(folder, { recursive: true });
const hyperfine = spawnSync('hyperfine', ['--version'], { encoding: 'utf8' }).stdout.trim();
printBenchResult({
  title: 'Commands, beside hyperfine',
  method: `${ROUNDS} rounds, in each ${SUBJECTS.map(({ name, runs }) => `${runs} runs of \`${name}\``).join(' or ')} by each tool after a warm-up, the order swapped every round; medians of the rounds' medians, and the median of the rounds' ratios with its 95 % interval. \`hyperfine -N\` (${hyperfine}), Node.js ${process.versions.node}.`,
  rows,
});

async function compare(subject: Subject): Promise<BenchRow> {
  const pairs = await measureAlternately(
    ROUNDS,
    () => timeOurs(subject),
    () => timeHyperfine(subject),
  );
  const summary = summarizeRatios(pairs.map(({ ours, theirs }) => ours / theirs));
  const differenceMs = median(pairs.map(({ ours, theirs }) => ours - theirs));
  return {
    name: `\`${subject.name}\``,
    ours: `${median(pairs.map(({ ours }) => ours)).toFixed(2)} ms`,
    peer: `${median(pairs.map(({ theirs }) => theirs)).toFixed(2)} ms`,
    ...summary,
    limit: 'within 3 % or 1 ms',
    holds: Math.abs(summary.ratio - 1) <= SHARE || Math.abs(differenceMs) <= SLACK_MS,
  };
}

async function timeOurs({ name, argv, runs }: Subject): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < runs; index += 1) {
    const trial = { index, pair: index };
    const { measurements } = await measureUnit(executor, scenarioOf(name, argv), folder, trial);
    times.push(measurements.wall_time ?? Number.NaN);
  }
  return median(times);
}

function timeHyperfine({ argv, runs }: Subject): number {
  const file = join(folder, 'hyperfine.json');
  const quoted = argv.map((word) => `'${word}'`).join(' ');
  const options = ['-N', '--runs', String(runs), '--export-json', file];
  const { status, stderr } = spawnSync('hyperfine', [...options, quoted], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`hyperfine failed: ${stderr}`);
  const { results } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly results: readonly { readonly times: readonly number[] }[];
  };
  return median((results[0]?.times ?? []).map((seconds) => seconds * 1e3));
}

function scenarioOf(name: string, argv: Subject['argv']): CommandScenario {
  return {
    ...PLAIN_SCENARIO,
    kind: 'command',
    name,
    command: { type: 'argv', argv },
    exitCodes: [0],
  };
}
