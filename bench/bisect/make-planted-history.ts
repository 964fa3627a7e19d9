import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runGit } from '../run-git.ts';
import {
  AMOUNT_FILE,
  formatAmountFile,
  readDefaultAmount,
  type Workload,
  workloadFolder,
} from '../verdicts/workloads.ts';

/** A history in which one commit makes the workload slower. */
export interface PlantedHistory {
  readonly folder: string;
  readonly workload: Workload;
  /** Number of commits after the good commit. */
  readonly commits: number;
  /** Number, from 1, of the commit that makes it slower. */
  readonly culprit: number;
  /** Number of times that the work is repeated from the culprit on. */
  readonly amount: number;
}

/** Creates a repository: the good commit tagged `c0`, then `c1` to the last, each with a change. */
export function makePlantedHistory({
  folder,
  workload,
  commits,
  culprit,
  amount,
}: PlantedHistory): void {
  mkdirSync(folder, { recursive: true });
  cpSync(workloadFolder(workload), folder, { recursive: true });
  const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);
  write('package.json', '{ "name": "bench-bisect", "private": true, "type": "module" }\n');
  write('.gitignore', '.perf-harness/\n');
  write(AMOUNT_FILE, formatAmountFile(readDefaultAmount(workload)));
  runGit(folder, 'init', '-q', '-b', 'main');
  for (let number = 0; number <= commits; number += 1) {
    write('NOTES.md', `Change number ${number}.\n`);
    if (number === culprit) write(AMOUNT_FILE, formatAmountFile(amount));
    runGit(folder, 'add', '-A');
    runGit(folder, 'commit', '-q', '-m', `change ${number}`);
    runGit(folder, 'tag', `c${number}`);
  }
}

/** Returns leftovers in the repository other than commits: worktrees, branches, changed files. */
export function findLeftovers(folder: string): string {
  return [
    runGit(folder, 'status', '--porcelain'),
    runGit(folder, 'worktree', 'list', '--porcelain').split('\n').slice(3).join('\n'),
    runGit(folder, 'branch', '--list').replace(/^\* main$/m, ''),
  ]
    .join('')
    .trim();
}
