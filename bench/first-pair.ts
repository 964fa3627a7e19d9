/** Measures the time until `compare` starts to measure if both sides have the same dependencies. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../harness/stats/descriptive-statistics.ts';
import { type BenchRow, printBenchResult } from './bench-result.ts';
import { buildPackage } from './built-package.ts';
import { summarizeRatios } from './measure-alternately.ts';
import { measureFirstCall, TIMESTAMP_SCENARIO } from './measure-first-call.ts';
import { timeCommand } from './time-alternating-commands.ts';

const ROUNDS = 11;
/** Limit in multiples of Node.js start: 2 s at 25 ms, as on an idle machine; load slows both. */
const MOST_TIMES = 80;
/** Number of source files of the larger project, searched for uses of its dependencies. */
const MANY_FILES = 1_000;
/** Arguments for a comparison that ends after one pair. */
const COMPARE = ['compare', 'HEAD', '--time', '1ms', '--no-explain'];

buildPackage();
const folder = mkdtempSync(join(tmpdir(), 'bench-first-pair-'));
const cache = join(folder, 'cache');
try {
  printBenchResult({
    title: 'From the call of `compare` to its first pair',
    method: `${ROUNDS} rounds, in each \`perf-harness compare HEAD\`, \`perf-harness run\` and \`node -e 0\` in turn, the order turning from round to round: time from the spawn of the command to the first call of the function in its first unit, and of \`node -e 0\` to its end. The working tree has a changed source; its dependencies are installed, and those of both sides are the same. What is promised is 2 s where \`node -e 0\` takes 25 ms; where it takes longer, other programs were running. The median, and the median of the rounds' ratios to \`node -e 0\` with its 95 % interval.`,
    columns: { ours: 'perf-harness', peer: '`node -e 0`' },
    rows: [...rowsOf('a project', 20), ...rowsOf(`a project of ${MANY_FILES} files`, MANY_FILES)],
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function rowsOf(name: string, files: number): readonly BenchRow[] {
  const project = makeProject(files);
  const steps = [
    () => measureFirstCall(project, cache, COMPARE).calledMs,
    () => measureFirstCall(project, cache, ['run']).calledMs,
    () => timeCommand({ file: process.execPath, args: ['-e', '0'] }),
  ] as const;
  for (const step of steps) step();
  const rounds = Array.from({ length: ROUNDS }, (_, round) => {
    const taken = steps.map(() => Number.NaN);
    for (let turn = 0; turn < steps.length; turn += 1) {
      const index = (round + turn) % steps.length;
      taken[index] = steps[index]?.() ?? Number.NaN;
    }
    return taken as [compareMs: number, runMs: number, nodeMs: number];
  });
  const nodeMs = median(rounds.map(([, , ms]) => ms));
  const row = (of: string, index: 0 | 1, most: number | null): BenchRow => {
    const took = median(rounds.map((round) => round[index]));
    const summary = summarizeRatios(rounds.map((round) => round[index] / round[2]));
    return {
      name: of,
      ours: `${took.toFixed(0)} ms`,
      peer: `${nodeMs.toFixed(0)} ms`,
      ...summary,
      limit: most === null ? 'none' : `at most ${most} times \`node -e 0\``,
      holds: most === null || summary.ratio <= most,
    };
  };
  return [
    row(`compare in ${name}, to the first call`, 0, MOST_TIMES),
    row(`run in ${name}, to the first call`, 1, null),
  ];
}

/** A repository with a server's dependencies, of which the working tree has changed a source. */
function makeProject(files: number): string {
  const project = mkdtempSync(join(folder, 'project-'));
  mkdirSync(join(project, 'scenarios'));
  mkdirSync(join(project, 'src'));
  const manifest = { name: 'served', type: 'module', dependencies: { fastify: '^5.0.0' } };
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(project, '.gitignore'), 'node_modules\n.perf-harness\n');
  writeFileSync(join(project, 'scenarios/sort.ts'), TIMESTAMP_SCENARIO);
  for (let index = 0; index < files; index += 1) {
    writeFileSync(join(project, `src/part-${index}.ts`), sourceText(index));
  }
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], project);
  const nobody = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com'];
  run('git', ['init', '--quiet'], project);
  run('git', ['add', '--all'], project);
  run('git', [...nobody, 'commit', '--quiet', '--message', 'first'], project);
  appendFileSync(join(project, 'src/part-0.ts'), '// changed\n');
  return project;
}

/** A source of a hundred lines that uses a dependency. */
function sourceText(index: number): string {
  const lines = Array.from(
    { length: 100 },
    (_, line) =>
      `export const value${line} = (given: number): number => given * ${line} + ${index};`,
  );
  return `import fastify from 'fastify';\n\n${lines.join('\n')}\nexport const server = fastify();\n`;
}

function run(file: string, args: readonly string[], cwd: string): void {
  const { status, stderr } = spawnSync(file, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} failed:\n${stderr}`);
}
