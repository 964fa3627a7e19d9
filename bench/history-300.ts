/**
 * A history of 300 commits of marked, made by measuring them (docs/history-evaluation.md):
 *
 *   node bench/history-300.ts <folder for the clone> [repository]
 *
 * It takes half an hour to an hour on two shared cores, and goes on where it was stopped. What was
 * measured is written to bench/history-300/runs.jsonl.gz, and what the history says of it is printed.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { runGit } from './run-git.ts';

const ROOT = join(import.meta.dirname, '..');
const HERE = join(ROOT, 'bench/history-300');
const REPOSITORY = 'https://github.com/markedjs/marked.git';
const FIRST = '980381b4ce';
const LAST = 'v0.6.2';
/** Metrics of a run that are analyzed; the others would double the file. */
const KEPT = ['wall_time', 'cpu_time', 'allocated'];
const TRIALS = '5';

const [folder, repository = REPOSITORY] = process.argv.slice(2);
if (folder === undefined) throw new TypeError('Name a folder for the clone.');
const clone = resolve(folder);
if (!existsSync(clone)) {
  runGit(ROOT, 'clone', '--quiet', repository, clone);
  runGit(clone, 'checkout', '--quiet', '--detach', LAST);
}
// Untracked, so that the files of the clone remain unchanged.
cpSync(join(HERE, 'scenarios'), join(clone, 'scenarios'), { recursive: true });
const perfHarness = (...args: readonly string[]): void => {
  const bin = join(ROOT, 'cli/bin.ts');
  execFileSync(process.execPath, [bin, ...args], { cwd: clone, stdio: 'inherit' });
};
const range = `${FIRST}^..${LAST}`;
perfHarness('history', 'measure', range, '--quick', '--trials', TRIALS, '--no-install');
perfHarness('history', 'export', 'runs.jsonl');
const lines = readFileSync(join(clone, 'runs.jsonl'), 'utf8').trim().split('\n').map(keptOf);
writeFileSync(join(HERE, 'runs.jsonl.gz'), gzipSync(`${lines.join('\n')}\n`, { level: 9 }));
perfHarness('history', 'changes');

function keptOf(line: string): string {
  const entry = JSON.parse(line) as { readonly metrics: object };
  const metrics = Object.entries(entry.metrics).filter(([name]) => KEPT.includes(name));
  return JSON.stringify({ ...entry, metrics: Object.fromEntries(metrics) });
}
