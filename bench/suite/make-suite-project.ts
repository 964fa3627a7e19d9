import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Texts of a generated suite. */
export interface SuiteTexts {
  /** Files of `scenarios/`, by name. */
  readonly scenarios: Texts;
  /**
   * Modules of the work in `src/`, by name.
   * @param more - By name: how many twentieths more work is done at a time. 1 is 5 % slower.
   */
  readonly modules: (more: Readonly<Record<string, number>>) => Texts;
  /** Modules that differ between the working tree and its commit. Default: all of them. */
  readonly changed?: readonly string[];
}

type Texts = Readonly<Record<string, string>>;

/**
 * Creates a repository whose working tree does more work in some places than its only commit.
 * @param more - By name: how many twentieths more.
 */
export function makeSuiteProject(
  folder: string,
  { scenarios, modules, changed }: SuiteTexts,
  more: Readonly<Record<string, number>>,
): void {
  for (const name of ['src', 'scenarios']) mkdirSync(join(folder, name), { recursive: true });
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  write('package.json', '{ "name": "suite", "private": true, "type": "module" }\n');
  write('.gitignore', '.perf-harness/\n');
  for (const [name, text] of Object.entries(scenarios)) write(`scenarios/${name}`, text);
  for (const [name, text] of Object.entries(modules({}))) write(`src/${name}`, text);
  commitAllFiles(folder);
  const later = modules(more);
  for (const name of changed ?? Object.keys(later)) {
    write(`src/${name}`, `${later[name]}\n// The working tree.\n`);
  }
}

/** Creates a git repository in a folder, with all its files in a single commit. */
export function commitAllFiles(folder: string): void {
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args], {
      cwd: folder,
    });
  };
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'base');
}
