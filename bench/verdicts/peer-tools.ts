import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import { ROOT } from '../built-package.ts';
import { relativeSpeed } from './peers/hyperfine.ts';
import type { ToolEntry, ToolFigure } from './verdict-entries.ts';

/** A peer that is run twice on the same code. */
export interface RepeatedTool {
  readonly name: string;
  readonly kind: 'function' | 'command';
  /** Condition that counts as a reported difference. */
  readonly rule: string;
}

export const REPEATED_TOOLS: readonly RepeatedTool[] = [
  { name: 'tinybench', kind: 'function', rule: 'the intervals of the two means are apart' },
  { name: 'vitest bench', kind: 'function', rule: 'the intervals of the two means are apart' },
  {
    name: 'mitata',
    kind: 'function',
    rule: 'the two means differ by more than 0.5 %, so that a ratio of two digits is not 1.00',
  },
  { name: 'hyperfine', kind: 'command', rule: 'its ratio ± error leaves out 1' },
];

const TIME_MS = 5_000;
const TIMEOUT_MS = 120_000;

/** Runs a tool twice on the same code, and reads its figures. */
export async function runToolTwice(
  host: Host,
  { name }: RepeatedTool,
  project: string,
  signal: AbortSignal,
): Promise<Pick<ToolEntry, 'first' | 'second' | 'called' | 'seconds'>> {
  const startedMs = host.clock.monotonicMs();
  const run = createRunner(host, signal);
  const { first, second, called } =
    name === 'hyperfine'
      ? await hyperfineTwice(run, project)
      : await functionTwice(run, name, project);
  return { first, second, called, seconds: (host.clock.monotonicMs() - startedMs) / 1_000 };
}

type Run = (file: string, args: readonly string[], cwd: string) => Promise<string>;
type Twice = Pick<ToolEntry, 'first' | 'second' | 'called'>;

function createRunner(host: Host, signal: AbortSignal): Run {
  return async (file, args, cwd) => {
    const { exit, stdout, stderr } = await host.processes.exec({
      file,
      args,
      cwd,
      env: {},
      timeoutMs: TIMEOUT_MS,
      signal,
    });
    signal.throwIfAborted();
    if (exit.type === 'code' && exit.code === 0) return stdout;
    const remedy = file === 'hyperfine' ? ' Is it there? apt-get install hyperfine' : '';
    const why = `${JSON.stringify(exit)}\n${stdout}${stderr}`;
    throw new Error(`${file} ${args.join(' ')} failed: ${why}${remedy}`);
  };
}

async function functionTwice(run: Run, tool: string, project: string): Promise<Twice> {
  const measure = async (): Promise<ToolFigure> =>
    tool === 'vitest bench' ? vitestOnce(run, project) : childOnce(run, tool, project);
  const first = await measure();
  const second = await measure();
  return {
    first,
    second,
    called: tool === 'mitata' ? formatMitataRatio(first, second) : areDisjoint(first, second),
  };
}

async function childOnce(run: Run, tool: string, project: string): Promise<ToolFigure> {
  const child = join(ROOT, 'bench/verdicts/peer-tool-child.ts');
  const text = await run(process.execPath, [child, tool, join(project, 'src/work.js')], ROOT);
  return JSON.parse(text) as ToolFigure;
}

const VITEST_FILE = `import { test } from 'vitest';
import { work } from './src/work.js';

test('work', async ({ bench }) => {
  await bench('work', work).run({ time: ${TIME_MS} });
}, ${TIMEOUT_MS});
`;

/** vitest has to be found from the project, and has its figures in its JSON report. */
async function vitestOnce(run: Run, project: string): Promise<ToolFigure> {
  mkdirSync(join(project, 'node_modules'), { recursive: true });
  try {
    symlinkSync(join(ROOT, 'node_modules/vitest'), join(project, 'node_modules/vitest'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  writeFileSync(join(project, 'work.bench.js'), VITEST_FILE);
  const report = join(project, 'node_modules/vitest-report.json');
  const program = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const args = [program, 'bench', '--run', '--reporter=json', `--outputFile=${report}`];
  await run(process.execPath, args, project);
  const { latency } = onlyTask(JSON.parse(readFileSync(report, 'utf8')));
  return {
    center: latency.mean,
    low: latency.mean - latency.moe,
    high: latency.mean + latency.moe,
  };
}

interface VitestTask {
  readonly latency: { readonly mean: number; readonly moe: number };
}

function onlyTask(report: unknown): VitestTask {
  const { testResults } = report as {
    testResults: { assertionResults: { benchmarks: { tasks: VitestTask[] }[] }[] }[];
  };
  const task = testResults[0]?.assertionResults[0]?.benchmarks[0]?.tasks[0];
  if (task === undefined) throw new Error('vitest reported no task');
  return task;
}

interface HyperfineResult {
  readonly mean: number;
  readonly stddev: number;
}

/** Runs both commands in one call, as users do to compare them. */
async function hyperfineTwice(run: Run, project: string): Promise<Twice> {
  const file = join(project, 'hyperfine.json');
  const command = `${process.execPath} src/main.js`;
  await run('hyperfine', ['-N', '--warmup', '1', '--export-json', file, command, command], project);
  const { results } = JSON.parse(readFileSync(file, 'utf8')) as { results: HyperfineResult[] };
  const [firstResult, other] = results;
  if (firstResult === undefined || other === undefined)
    throw new Error('hyperfine reported no results');
  const [faster, slower] =
    firstResult.mean <= other.mean ? [firstResult, other] : [other, firstResult];
  const speed = relativeSpeed(
    { mean: faster.mean, deviation: faster.stddev },
    { mean: slower.mean, deviation: slower.stddev },
  );
  return {
    first: hyperfineFigure(firstResult),
    second: hyperfineFigure(other),
    called: speed.ratio - speed.deviation > 1,
  };
}

function hyperfineFigure({ mean, stddev }: HyperfineResult): ToolFigure {
  return { center: mean * 1e3, low: (mean - stddev) * 1e3, high: (mean + stddev) * 1e3 };
}

/** True if two intervals do not overlap. */
export function areDisjoint(first: ToolFigure, second: ToolFigure): boolean {
  if (first.low === null || first.high === null) return false;
  if (second.low === null || second.high === null) return false;
  return first.low > second.high || second.low > first.high;
}

/** True if mitata would print a ratio other than 1.00, to two digits and regardless of noise. */
export function formatMitataRatio(first: ToolFigure, second: ToolFigure): boolean {
  const ratio = Math.max(first.center, second.center) / Math.min(first.center, second.center);
  return ratio.toFixed(2) !== '1.00';
}
