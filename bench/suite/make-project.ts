import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MadeFunction, moduleText, scenarioText } from './functions.ts';

/**
 * A repository whose working tree has some functions slower than its only commit.
 * @param more - By name: how many twentieths more work a call does.
 */
export function makeProject(
  folder: string,
  functions: readonly MadeFunction[],
  { margin, more }: { readonly margin: number; readonly more: Readonly<Record<string, number>> },
): void {
  for (const name of ['src', 'scenarios']) mkdirSync(join(folder, name), { recursive: true });
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  write('package.json', '{ "name": "suite", "private": true, "type": "module" }\n');
  write('.gitignore', '.perf-harness/\n');
  write('scenarios/suite.mjs', scenarioText(functions, margin));
  write('src/work.mjs', moduleText(functions, {}));
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args], {
      cwd: folder,
    });
  };
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'base');
  write('src/work.mjs', `${moduleText(functions, more)}\n// The working tree.\n`);
}
