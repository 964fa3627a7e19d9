import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runGit } from '../run-git.ts';
import { AMOUNT_FILE, formatAmountFile, type Workload, workloadFolder } from './workloads.ts';

/** A commit of a workload's repository, in addition to `base`. */
export interface PlantedCommit {
  /** Its tag. */
  readonly tag: string;
  /** Repetitions of the work; null: as many as on the base. */
  readonly amount: number | null;
}

/**
 * Makes a git repository of a workload: the commit tagged `base`, and one commit on top of it for
 * each head. A head without an amount differs only in its README: the code is identical.
 * @param metrics - Metrics that the scenario requests in addition to those of its kind.
 */
export function makeWorkloadRepository(
  folder: string,
  workload: Workload,
  baseAmount: number,
  heads: readonly PlantedCommit[],
  metrics: readonly string[] = [],
): void {
  mkdirSync(folder, { recursive: true });
  cpSync(workloadFolder(workload), folder, { recursive: true });
  const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);
  write(
    'package.json',
    `${JSON.stringify({ name: `bench-${workload.name}`, version: '1.0.0', private: true, type: 'module' }, null, 2)}\n`,
  );
  write('README.md', `# ${workload.name}\n`);
  write('.gitignore', '.perf-harness/\n');
  write(AMOUNT_FILE, formatAmountFile(baseAmount));
  if (metrics.length > 0) askFor(metrics, join(folder, 'scenarios', `${workload.name}.js`));
  runGit(folder, 'init', '-q', '-b', 'main');
  commit(folder, 'base');
  for (const { tag, amount } of heads) {
    runGit(folder, 'checkout', '-q', '-b', `branch-${tag}`, 'base');
    if (amount === null) write('README.md', `# ${workload.name}\n\nAs before (${tag}).\n`);
    else write(AMOUNT_FILE, formatAmountFile(amount));
    commit(folder, tag);
  }
  runGit(folder, 'checkout', '-q', 'main');
}

function askFor(metrics: readonly string[], file: string): void {
  const text = readFileSync(file, 'utf8');
  const asking = text.replace(/name: '[^']+'/u, `$&, metrics: ${JSON.stringify(metrics)}`);
  if (asking === text) throw new Error(`${file} names no scenario`);
  writeFileSync(file, asking);
}

function commit(folder: string, tag: string): void {
  runGit(folder, 'add', '-A');
  runGit(folder, 'commit', '-q', '-m', tag);
  runGit(folder, 'tag', tag);
}
