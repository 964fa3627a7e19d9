import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Function that takes quadratic instead of linear time. */
export const SLOW_SOURCE = `export function unique(list) {
  const found = [];
  for (const one of list) if (!found.includes(one)) found.push(one);
  return found;
}
`;
export const FAST_SOURCE = `export function unique(list) {
  return [...new Set(list)];
}
`;
const SCENARIO = `import { unique } from '../unique.js';
const list = Array.from({ length: 2_000 }, (_, index) => (index * 7_919) % 1_500);
export default { name: 'unique', run: () => unique(list) };
`;

/** Needed since a loop changes only tested code. */
const TEST = `import test from 'node:test';
import assert from 'node:assert';
import { unique } from './unique.js';
test('unique', () => assert.deepEqual(unique([1, 2, 1]), [1, 2]));
`;

/** A repository with one scenario, and functions that change it. */
export interface CommittedProject {
  readonly folder: string;
  readonly write: (text: string) => void;
  /** @returns the commit. */
  readonly commit: (subject: string) => string;
}

/** Creates a project in which this code is committed. @param files - More files, by their paths. */
export function createCommittedProject(
  code: string,
  files: Readonly<Record<string, string>> = {},
): CommittedProject {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-committed-'));
  const git = (...args: readonly string[]): string =>
    execFileSync('git', [...args], { cwd: folder, encoding: 'utf8' }).trim();
  const commit = (subject: string): string => {
    git('add', '--all');
    git(
      ...['-c', 'user.name=Test', '-c', 'user.email=test@localhost'],
      ...['commit', '--quiet', '--allow-empty', '-m', subject],
    );
    return git('rev-parse', 'HEAD');
  };
  mkdirSync(join(folder, 'scenarios'));
  const all = {
    'package.json': '{"name":"fixture","type":"module","scripts":{"test":"node --test"}}\n',
    'unique.test.js': TEST,
    '.gitignore': '.perf-harness/\n',
    'scenarios/unique.js': SCENARIO,
    ...files,
  };
  for (const [path, text] of Object.entries(all)) writeFileSync(join(folder, path), text);
  const write = (text: string): void => writeFileSync(join(folder, 'unique.js'), text);
  git('init', '--quiet', '--initial-branch', 'main');
  write(code);
  commit('one');
  return { folder, write, commit };
}

/** A loop on the project's scenario that changes nothing and needs no approval. */
export const PLAN_ONLY_LOOP = {
  target: 'unique',
  observed: '10ms:wall_time',
  plan_only: true,
  approve: ['gate1'],
};
