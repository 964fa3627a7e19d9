import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git } from '../git.ts';
import { AMOUNT_FILE, amountText, sourceOf, type Workload } from './workloads.ts';

/** A commit of a workload's repository, beside `base`. */
export interface PlantedCommit {
  /** Its tag. */
  readonly tag: string;
  /** How often it does the work; null: as often as the base. */
  readonly amount: number | null;
}

/**
 * Makes a git repository of a workload: the commit tagged `base`, and from it one commit for each
 * head. A head without an amount of its own differs in its README only: the code is identical.
 * @param metrics - What the scenario asks for beyond what its kind has by itself.
 */
export function makeRepository(
  folder: string,
  workload: Workload,
  baseAmount: number,
  heads: readonly PlantedCommit[],
  metrics: readonly string[] = [],
): void {
  mkdirSync(folder, { recursive: true });
  cpSync(sourceOf(workload), folder, { recursive: true });
  const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);
  write(
    'package.json',
    `${JSON.stringify({ name: `bench-${workload.name}`, version: '1.0.0', private: true, type: 'module' }, null, 2)}\n`,
  );
  write('README.md', `# ${workload.name}\n`);
  write('.gitignore', '.perf-harness/\n');
  write(AMOUNT_FILE, amountText(baseAmount));
  if (metrics.length > 0) askFor(metrics, join(folder, 'scenarios', `${workload.name}.js`));
  git(folder, 'init', '-q', '-b', 'main');
  commit(folder, 'base');
  for (const { tag, amount } of heads) {
    git(folder, 'checkout', '-q', '-b', `branch-${tag}`, 'base');
    if (amount === null) write('README.md', `# ${workload.name}\n\nAs before (${tag}).\n`);
    else write(AMOUNT_FILE, amountText(amount));
    commit(folder, tag);
  }
  git(folder, 'checkout', '-q', 'main');
}

function askFor(metrics: readonly string[], file: string): void {
  const text = readFileSync(file, 'utf8');
  const asking = text.replace(/name: '[^']+'/u, `$&, metrics: ${JSON.stringify(metrics)}`);
  if (asking === text) throw new Error(`${file} names no scenario`);
  writeFileSync(file, asking);
}

function commit(folder: string, tag: string): void {
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', tag);
  git(folder, 'tag', tag);
}
