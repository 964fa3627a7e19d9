/** The same functions with their types left out by Node.js, and transformed: does the code run as fast? */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ComparisonReport } from '../harness/model/documents/document.ts';
import { type BenchRow, printBenchResult } from './bench-result.ts';
import { BIN, buildPackage, ROOT } from './built-package.ts';

const WITHIN = '1 %';
/** What is compared, and how long each of its stages may take: a pair under valgrind takes 10 to 20 s. */
const METRICS = [
  { metric: 'instructions', name: 'instructions', time: '150s' },
  { metric: 'wall_time', name: 'time', time: '90s' },
] as const;

buildPackage();
const folder = mkdtempSync(join(tmpdir(), 'bench-transformed-'));
try {
  const erased = makeProject('erased', (text) => text);
  // A type that does not say so is the reason for which most files are transformed.
  const transformed = makeProject('transformed', (text) =>
    text.replace('import type { Token }', 'import { Token }'),
  );
  printBenchResult({
    title: 'Transformed code, beside code whose types were left out',
    method: `\`perf-harness compare erased transformed --margin '${WITHIN}'\`: five functions of one file (\`bench/transformed\`), which Node.js loads by leaving its types out on one side; on the other it imports a type without saying so, and is transformed by swc. Once by machine instructions, counted under valgrind, and once by time; live pairs in random order as in any comparison, ${METRICS.map(({ name, time }) => `${time} by ${name}`).join(', ')} at most for each of its stages; the ratio is transformed to erased with its interval. Node.js ${process.versions.node}.`,
    columns: { ours: 'verdict', peer: 'peer' },
    rows: METRICS.flatMap((one) => rowsBy(erased, transformed, one)),
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

function rowsBy(
  base: string,
  head: string,
  { metric, name, time }: (typeof METRICS)[number],
): readonly BenchRow[] {
  const limits = ['--metric', metric, '--margin', WITHIN, '--time', time, '--max-pairs', '400'];
  const args = [BIN, 'compare', base, head, ...limits, '--no-explain', '--reporter', 'json'];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: head,
    env: { ...process.env, PERF_HARNESS_CACHE: join(folder, 'cache') },
    encoding: 'utf8',
    maxBuffer: 256 * 2 ** 20,
  });
  if (stdout === '') throw new Error(`nothing was compared:\n${stderr}`);
  const { comparisons } = JSON.parse(stdout) as ComparisonReport;
  return comparisons
    .filter((one) => one.metric === metric)
    .map(({ scenario, verdict, ratio, low, high, screen_pairs, confirm_pairs }) => ({
      name: `${scenario}: ${name}`,
      ours: `${verdict}, ${screen_pairs + confirm_pairs} pairs`,
      peer: '',
      ratio,
      low,
      high,
      // Times of a busy machine need more pairs than there is time for: that says nothing against it.
      ...(metric === 'instructions'
        ? { limit: `unchanged within ${WITHIN}`, holds: verdict === 'unchanged' }
        : { limit: 'no change', holds: verdict !== 'regressed' && verdict !== 'improved' }),
    }));
}
