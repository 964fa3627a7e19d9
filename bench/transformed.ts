/** The same functions with their types left out by Node.js, and transformed: does the code run as fast? */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ComparisonReport } from '../harness/model/documents/document.ts';
import { type BenchRow, printBenchResult } from './bench-result.ts';
import { BIN, buildPackage, ROOT } from './built-package.ts';

const WITHIN = '1 %';
const METRICS: Readonly<Record<string, string>> = {
  instructions: 'instructions',
  wall_time: 'time',
};
/** Each stage of a comparison may take so long; what it needs beyond that is not known. */
const TIME = '90s';

buildPackage();
const folder = mkdtempSync(join(tmpdir(), 'bench-transformed-'));
try {
  const erased = makeProject('erased', (text) => text);
  // A type that does not say so is the reason for which most files are transformed.
  const transformed = makeProject('transformed', (text) =>
    text.replace('import type { Token }', 'import { Token }'),
  );
  const report = compare(erased, transformed);
  printBenchResult({
    title: 'Transformed code, beside code whose types were left out',
    method: `\`perf-harness compare erased transformed --margin '${WITHIN}'\`: five functions of one file (\`bench/transformed\`), which Node.js loads by leaving its types out on one side; on the other it imports a type without saying so, and is transformed by swc. Machine instructions are counted under valgrind, time is measured; live pairs in random order as in any comparison, at most ${TIME} and 400 pairs for each of its two stages; the ratio is transformed to erased with its interval. Node.js ${process.versions.node}.`,
    columns: { ours: 'verdict', peer: 'peer' },
    rows: ['instructions', 'wall_time'].flatMap((name) =>
      report.comparisons.filter(({ metric }) => metric === name).map(rowOf),
    ),
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
  const options = ['--margin', WITHIN, '--time', TIME, '--max-pairs', '400'];
  const args = [BIN, 'compare', base, head, ...options, '--no-explain', '--reporter', 'json'];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: head,
    env: { ...process.env, PERF_HARNESS_CACHE: join(folder, 'cache') },
    encoding: 'utf8',
    maxBuffer: 256 * 2 ** 20,
  });
  if (stdout === '') throw new Error(`nothing was compared:\n${stderr}`);
  return JSON.parse(stdout) as ComparisonReport;
}

function rowOf({
  scenario,
  metric,
  verdict,
  ratio,
  low,
  high,
  screen_pairs,
  confirm_pairs,
}: ComparisonReport['comparisons'][number]): BenchRow {
  return {
    name: `${scenario}: ${METRICS[metric]}`,
    ours: `${verdict}, ${(screen_pairs ?? 0) + (confirm_pairs ?? 0)} pairs`,
    peer: '',
    ratio,
    low,
    high,
    // A busy machine needs more pairs of times than there is time for; that is said, and is no promise.
    limit: metric === 'instructions' ? `unchanged within ${WITHIN}` : 'no change found',
    holds:
      metric === 'instructions'
        ? verdict === 'unchanged'
        : !['improved', 'regressed'].includes(verdict),
  };
}
