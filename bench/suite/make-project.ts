import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a made suite consists of. */
export interface SuiteTexts {
  readonly scenarios: string;
  /**
   * The module of all the work.
   * @param more - By name: how many twentieths more work is done at a time. 1 is 5 % slower.
   */
  readonly module: (more: Readonly<Record<string, number>>) => string;
}

/**
 * A repository whose working tree does more work in some places than its only commit.
 * @param more - By name: how many twentieths more.
 */
export function makeProject(
  folder: string,
  { scenarios, module }: SuiteTexts,
  more: Readonly<Record<string, number>>,
): void {
  for (const name of ['src', 'scenarios']) mkdirSync(join(folder, name), { recursive: true });
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  write('package.json', '{ "name": "suite", "private": true, "type": "module" }\n');
  write('.gitignore', '.perf-harness/\n');
  write('scenarios/suite.mjs', scenarios);
  write('src/work.mjs', module({}));
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args], {
      cwd: folder,
    });
  };
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'base');
  write('src/work.mjs', `${module(more)}\n// The working tree.\n`);
}
