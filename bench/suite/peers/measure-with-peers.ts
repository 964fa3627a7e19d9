import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInstructionExecutors } from '../../../harness/executors/instructions/instruction-counting-executors.ts';
import type { Host } from '../../../harness/host.ts';
import {
  planPairTrial,
  randomizeTrialPair,
} from '../../../harness/live-comparison/randomize-trial-pair.ts';
import { findExecutor } from '../../../harness/model/executor.ts';
import { measureInstructions } from '../../../harness/sampling/plan-and-measure-instruction-trials.ts';
import { createRandom } from '../../../harness/stats/seeded-random.ts';
import { ROOT } from '../../built-package.ts';
import { PLAIN_SCENARIO } from '../../plain-scenario.ts';
import type { ToolFigure } from '../../verdicts/verdict-entries.ts';
import { LIVE_FUNCTION, requireCompletedTrial } from '../../verdicts/workload-units.ts';

/** Figures of a tool by function name. */
export type FiguresByFunction = Readonly<Record<string, ToolFigure>>;

/** A copy of the suite in a separate folder: base or head. */
export interface SuiteCopy {
  readonly folder: string;
  readonly names: readonly string[];
}

interface Run {
  readonly host: Host;
  readonly signal: AbortSignal;
}

/** For fifty functions of a second and a quarter each, on a busy machine. */
const TIMEOUT_MS = 600_000;

export const WORK_FILE = 'src/work.mjs';
export const SCENARIOS_FILE = 'scenarios/suite.mjs';

async function runNode(
  { host, signal }: Run,
  args: readonly string[],
  cwd: string,
): Promise<string> {
  const { exit, stdout, stderr } = await host.processes.exec({
    file: process.execPath,
    args,
    cwd,
    env: {},
    timeoutMs: TIMEOUT_MS,
    signal,
  });
  signal.throwIfAborted();
  if (exit.type === 'code' && exit.code === 0) return stdout;
  throw new Error(`${args.join(' ')} failed: ${JSON.stringify(exit)}\n${stdout}${stderr}`);
}

/** Measures the functions in sequence in one process, with tinybench's own defaults. */
export async function measureWithTinybench(
  run: Run,
  { folder }: SuiteCopy,
): Promise<FiguresByFunction> {
  const child = join(ROOT, 'bench/suite/peers/tinybench-child.ts');
  return JSON.parse(
    await runNode(run, [child, join(folder, WORK_FILE)], ROOT),
  ) as FiguresByFunction;
}

const VITEST_FILE = `import { test } from 'vitest';
import * as work from './${WORK_FILE}';

for (const [name, run] of Object.entries(work)) {
  test(name, async ({ bench }) => {
    await bench(name, run).run();
  }, ${TIMEOUT_MS});
}
`;

interface VitestReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly title: string;
      readonly benchmarks: readonly {
        readonly tasks: readonly {
          readonly latency: { readonly mean: number; readonly moe: number };
        }[];
      }[];
    }[];
  }[];
}

/** Each with the defaults of vitest bench, as its JSON report has them. */
export async function measureWithVitest(
  run: Run,
  { folder }: SuiteCopy,
): Promise<FiguresByFunction> {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules/vitest'), join(folder, 'node_modules/vitest'));
  writeFileSync(join(folder, 'work.bench.js'), VITEST_FILE);
  const report = join(folder, 'node_modules/report.json');
  const program = join(ROOT, 'node_modules/vitest/vitest.mjs');
  await runNode(
    run,
    [program, 'bench', '--run', '--reporter=json', `--outputFile=${report}`],
    folder,
  );
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as VitestReport;
  const figures = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .flatMap(({ title, benchmarks }) =>
      benchmarks.flatMap(({ tasks }) =>
        tasks.map(
          ({ latency: { mean, moe } }) =>
            [title, { center: mean, low: mean - moe, high: mean + moe }] as const,
        ),
      ),
    );
  return Object.fromEntries(figures);
}

/** Machine instructions of a call, counted once each under valgrind; a count has no interval. */
export async function countWithValgrind(
  { host, signal }: Run,
  copy: SuiteCopy,
): Promise<FiguresByFunction> {
  const { folder, names } = copy;
  const executor = findExecutor(createInstructionExecutors(host), 'function');
  const random = createRandom(1);
  const units = names.map((name, number) => ({
    scenario: {
      ...PLAIN_SCENARIO,
      ...LIVE_FUNCTION,
      name,
      cwd: folder,
      kind: 'function' as const,
      body: { type: 'scenario' as const },
      source: { file: join(folder, SCENARIOS_FILE), name },
    },
    trial: planPairTrial(
      randomizeTrialPair({ number, warmup: false, stage: 'screen' }, random),
      'a',
    ),
  }));
  const trials = await measureInstructions(host, executor, units, { folder, signal });
  const figures = trials.map((trial, index) => {
    const { instructions } = requireCompletedTrial(trial).measurements;
    if (instructions === undefined) throw new Error(`nothing was counted of ${names[index]}`);
    return [names[index], { center: instructions, low: null, high: null }] as const;
  });
  return Object.fromEntries(figures);
}
