/** Compares the speed of functions with types stripped by Node.js and after a transformation. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ComparisonReport } from '../harness/model/documents/run-report-and-comparison-document.ts';
import { type BenchRow, printBenchResult } from './bench-result.ts';
import { BIN, buildPackage, ROOT } from './built-package.ts';

/** Time limit of each stage of a comparison; a pair under valgrind takes about 15 s. */
const TIME = '90s';

buildPackage();
const folder = mkdtempSync(join(tmpdir(), 'bench-transformed-'));
try {
  const erased = makeProject('erased', (text) => text);
  // A type import without the `type` keyword is the most common reason for a transformation.
  const transformed = makeProject('transformed', (text) =>
    text.replace('import type { Token }', 'import { Token }'),
  );
  const report = compare(erased, transformed);
  printBenchResult({
    title: 'Transformed code, beside code whose types were left out',
    method: `\`perf-harness compare erased transformed --margin '1 %' --time ${TIME}\`: five functions of one file (\`bench/transformed\`), which Node.js loads by leaving its types out on one side; on the other it imports a type without saying so, and is transformed by swc. Machine instructions are counted under valgrind. Ratios with the intervals of their verdicts; times of a busy machine need more pairs than there is time for, and are no promise. Transformed to erased, live pairs in random order. Node.js ${process.versions.node}.`,
    columns: { ours: 'found', peer: 'peer' },
    rows: [...instructionRows(report), ...timeRows(report)],
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function makeProject(name: string, change: (text: string) => string): string {
  const project = join(folder, name);
  cpSync(join(ROOT, 'bench/transformed'), project, { recursive: true });
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }\n');
  const compilerOptions = { target: 'es2024', module: 'nodenext' };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  const work = join(project, 'src/work.ts');
  writeFileSync(work, change(readFileSync(work, 'utf8')));
  return project;
}

function compare(base: string, head: string): ComparisonReport {
  const limits = ['--margin', '1 %', '--time', TIME, '--max-pairs', '400'];
  const args = [BIN, 'compare', base, head, ...limits, '--no-explain', '--reporter', 'json'];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: head,
    env: { ...process.env, PERF_HARNESS_CACHE: join(folder, 'cache') },
    encoding: 'utf8',
    maxBuffer: 256 * 2 ** 20,
  });
  if (stdout === '') throw new Error(`nothing was compared:\n${stderr}`);
  return JSON.parse(stdout) as ComparisonReport;
}

/**
 * Counts of identical code vary between pairs with the timing of V8's compilation and garbage
 * collection, so the verdict covers all pairs.
 */
function instructionRows(report: ComparisonReport): readonly BenchRow[] {
  return rowsOf(report, 'instructions').map(({ verdict, ...row }) => ({
    ...row,
    limit: 'unchanged within 1 %',
    holds: verdict === 'unchanged',
  }));
}

function timeRows(report: ComparisonReport): readonly BenchRow[] {
  return rowsOf(report, 'wall_time').map(({ verdict, ...row }) => ({
    ...row,
    limit: 'none',
    holds: verdict !== 'regressed' && verdict !== 'improved',
  }));
}

function rowsOf({ comparisons }: ComparisonReport, metric: string) {
  return comparisons
    .filter((comparison) => comparison.metric === metric)
    .map(({ scenario, verdict, ratio, low, high, pairs }) => ({
      verdict,
      name: `${scenario}: ${metric === 'wall_time' ? 'time' : metric}`,
      ours: `${verdict}, ${pairs} pairs`,
      peer: '',
      ratio,
      low,
      high,
    }));
}
