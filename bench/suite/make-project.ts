import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { madeFunctions, moduleText, scenarioText } from './functions.ts';

/** A repository whose working tree has some functions slower than its only commit. */
export function makeProject(
  folder: string,
  count: number,
  slower: Readonly<Record<string, number>>,
): void {
  const functions = madeFunctions(count);
  for (const name of ['src', 'scenarios']) mkdirSync(join(folder, name), { recursive: true });
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  write('package.json', '{ "name": "suite", "private": true, "type": "module" }\n');
  write('.gitignore', '.perf-harness/\n');
  write('scenarios/suite.mjs', scenarioText(functions));
  write('src/work.mjs', moduleText(functions, {}));
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args], {
      cwd: folder,
    });
  };
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'base');
  write('src/work.mjs', `${moduleText(functions, slower)}\n// The working tree.\n`);
}
