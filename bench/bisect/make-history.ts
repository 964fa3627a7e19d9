import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git } from '../git.ts';
import {
  AMOUNT_FILE,
  amountOf,
  amountText,
  sourceOf,
  type Workload,
} from '../verdicts/workloads.ts';

/** A history in which one commit makes the work slower. */
export interface PlantedHistory {
  readonly folder: string;
  readonly workload: Workload;
  /** Commits after the good one. */
  readonly commits: number;
  /** The one of them, from 1, that makes it slower. */
  readonly culprit: number;
  /** Number of times that the work is repeated from the culprit on. */
  readonly amount: number;
}

/** Makes a repository: the good commit tagged `c0`, then `c1` to the last, each with a change of its own. */
export function makeHistory({ folder, workload, commits, culprit, amount }: PlantedHistory): void {
  mkdirSync(folder, { recursive: true });
  cpSync(sourceOf(workload), folder, { recursive: true });
  const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);
  write('package.json', '{ "name": "bench-bisect", "private": true, "type": "module" }\n');
  write('.gitignore', '.perf-harness/\n');
  write(AMOUNT_FILE, amountText(amountOf(workload)));
  git(folder, 'init', '-q', '-b', 'main');
  for (let number = 0; number <= commits; number += 1) {
    write('NOTES.md', `Change number ${number}.\n`);
    if (number === culprit) write(AMOUNT_FILE, amountText(amount));
    git(folder, 'add', '-A');
    git(folder, 'commit', '-q', '-m', `change ${number}`);
    git(folder, 'tag', `c${number}`);
  }
}

/** Returns leftovers in the repository other than commits: worktrees, branches, changed files. */
export function tracesIn(folder: string): string {
  return [
    git(folder, 'status', '--porcelain'),
    git(folder, 'worktree', 'list', '--porcelain').split('\n').slice(3).join('\n'),
    git(folder, 'branch', '--list').replace(/^\* main$/m, ''),
  ]
    .join('')
    .trim();
}
