/** Errors that keep a loop from starting, on the command line: exact text, and nothing written. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createGitProject, type GitProject } from '../support/git-project.ts';
import { digestProject } from '../support/optimization-hypothesis-project.ts';
import { writeFiles } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';

const FILES = {
  'package.json': JSON.stringify({ type: 'module', scripts: { test: 'node --test' } }),
  'src/users.js': 'export function listUsers() {\n  return [];\n}\n',
};
const UNTESTED = { ...FILES, 'package.json': '{ "type": "module" }' };
const COMPLAINT = ['--observed', '40ms:response_time'];
const TARGET = ['--target', 'src/users.js::listUsers', ...COMPLAINT];

function projectOf(files: Readonly<Record<string, string>> = FILES): GitProject {
  const project = createGitProject();
  project.commit('first', files);
  return project;
}

function optimize({ root }: { readonly root: string }, ...args: readonly string[]) {
  const cache = mkdtempSync(join(tmpdir(), 'perf-harness-cache-'));
  return runCommandInProcess(['optimize', ...args], {
    cwd: root,
    isLight: true,
    env: { PERF_HARNESS_CACHE: cache },
  });
}

/** Creates a repository whose submodule is changed. */
function withSubmodule(): GitProject {
  const inner = createGitProject();
  inner.commit('inner', { 'a.txt': 'a\n' });
  const project = projectOf();
  project.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '--quiet', inner.root, 'sub');
  project.commit('with a submodule');
  writeFiles(join(project.root, 'sub'), { 'a.txt': 'b\n' });
  return project;
}

const withoutGit = (): { readonly root: string } => {
  const root = mkdtempSync(join(tmpdir(), 'perf-harness-bare-'));
  writeFiles(root, FILES);
  return { root };
};
const withoutCommit = (): GitProject => {
  const project = createGitProject();
  writeFiles(project.root, FILES);
  return project;
};
const dirty = (path: string) => (): GitProject => {
  const project = projectOf();
  writeFiles(project.root, { [path]: 'export const other = 1;\n' });
  return project;
};

const oneLine = (text: string): string => text.replace(/\s+/gu, ' ');

describe('an optimization loop that does not begin', () => {
  it.each<[string, () => { readonly root: string }, readonly string[], string]>([
    ['without a target', projectOf, COMPLAINT, 'specify file, endpoint, or pipeline to optimize'],
    [
      'without a metric',
      projectOf,
      ['--target', 'listUsers'],
      'specify what metric is slow (e.g., response time, throughput)',
    ],
    ['outside of git', withoutGit, TARGET, 'is not in a git repository with a commit'],
    ['before the first commit', withoutCommit, TARGET, 'is not in a git repository with a commit'],
    ['where a file is changed', dirty('src/users.js'), TARGET, 'commit or stash changes first'],
    ['where a file is new', dirty('src/new.js'), TARGET, 'commit or stash changes first'],
    [
      'where a file of a submodule is changed',
      withSubmodule,
      TARGET,
      'commit or stash changes first\nUncommitted: sub.',
    ],
    ['without tests', () => projectOf(UNTESTED), TARGET, 'tests required for safe optimization'],
    [
      'where nobody knows what it is made with',
      () => projectOf({ 'main.zig': 'pub fn main() void {}\n' }),
      TARGET,
      'cannot detect the stack of',
    ],
    [
      'for what is not there',
      projectOf,
      ['--target', 'listOrders', ...COMPLAINT],
      'cannot find listOrders in codebase',
    ],
  ])('%s', async (_, make, args, text) => {
    const project = make();
    const before = digestProject(project.root);
    const { code, out, err } = await optimize(project, ...args);
    // Line breaks depend on the length of the path.
    expect(oneLine(err)).toContain(oneLine(text));
    expect({ code, out }).toEqual({ code: 8, out: '' });
    expect(err).not.toMatch(/^ {4}at /mu);
    expect(digestProject(project.root)).toEqual(before);
  });
});

describe('an optimization loop that begins', () => {
  it('leaves a detached head where it is', async () => {
    const project = projectOf();
    project.git('checkout', '--quiet', '--detach');
    const { code, err } = await optimize(project, ...TARGET);
    // It ends at the first gate, since nobody is there to approve.
    expect(err).toContain('optimize --resume --approve gate1');
    expect(code).toBe(8);
    expect(project.git('rev-parse', '--abbrev-ref', 'HEAD')).toBe('HEAD');
    expect(project.git('status', '--porcelain')).toBe('');
  });
});

describe('an optimization loop that ends with a report', () => {
  const failing = [
    "import { test } from 'node:test';",
    "import { listUsers } from '../../src/users.js';",
    "test('listUsers', () => { throw new Error(String(listUsers())); });",
  ].join('\n');

  it('P811-12: ends when the test of the target fails before any change', async () => {
    const project = projectOf({ ...FILES, 'test/integration/users.test.js': failing });
    const { code, out, err } = await optimize(project, ...TARGET, '--approve', 'gate1,gate2');
    expect(err).toContain('test fails before profiling — fix test first');
    // Its lines fit a terminal.
    expect(out.replace(/\s+/gu, ' ')).toContain('test fails before profiling — fix test first');
    expect(code).toBe(7);
    expect(project.git('status', '--porcelain')).toBe('');
  });

  it('OPT-10: ends when the target cannot be profiled', async () => {
    const users = 'export function listUsers(users) {\n  return users.map(({ id }) => id);\n}\n';
    const project = projectOf({ ...FILES, 'src/users.js': users });
    const { code, out, err } = await optimize(project, ...TARGET, '--approve', 'gate1,gate2');
    const text = 'cannot identify code path for src/users.js::listUsers';
    expect(err).toContain(text);
    expect(out.replace(/\s+/gu, ' ')).toContain(text);
    expect(code).toBe(7);
  });
});
