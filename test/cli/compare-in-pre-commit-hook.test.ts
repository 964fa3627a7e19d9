/** Commands run by a git hook: git names the repository and index in environment variables. */
import { chmodSync, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { builtCliPath } from '../support/built-package-module-paths.ts';
import { createGitProject, openGitProject } from '../support/git-project.ts';
import { CLI_TEST_VARIABLES, createLockName, writeFiles } from '../support/run-cli.ts';

it('leaves a commit as staged when a pre-commit hook of a linked worktree compares', () => {
  const { root, git, commit } = createGitProject();
  const prepare = ['sh', '-c', 'git rev-parse --show-toplevel > built.txt && git add --all'];
  const scenario = { name: 'node', command: ['node', '-e', '0'], prepare };
  commit('one', {
    'package.json': '{"type":"module"}',
    '.gitignore': '.perf-harness\n',
    'a.txt': 'a',
    'b.txt': 'b',
    'scenarios/node.js': `export default ${JSON.stringify(scenario)};`,
  });
  const tree = join(mkdtempSync(join(tmpdir(), 'perf-harness-git-')), 'tree');
  git('worktree', 'add', '--quiet', '-b', 'branch', tree);
  const linked = openGitProject(tree);
  const [report, mark] = [join(tree, '../report.json'), join(tree, '../variables')];
  const variables = { PERF_HARNESS_NO_EXPLAIN: CLI_TEST_VARIABLES.PERF_HARNESS_NO_EXPLAIN };
  const given = Object.entries({ ...variables, PERF_HARNESS_LOCK: createLockName() });
  const hook = [
    '#!/bin/sh',
    `echo "$GIT_DIR $GIT_INDEX_FILE" > "${mark}"`,
    ...given.map(([name, value]) => `export ${name}=${value}`),
    `exec "${process.execPath}" "${builtCliPath()}" compare HEAD --time 1s --reporter json > "${report}"`,
  ].join('\n');
  writeFiles(root, { '.git/hooks/pre-commit': hook });
  chmodSync(join(root, '.git/hooks/pre-commit'), 0o755);
  writeFiles(tree, { 'a.txt': 'staged', 'b.txt': 'not staged', 'c.txt': 'untracked' });
  linked.git('add', 'a.txt');
  linked.git('commit', '--quiet', '--message', 'two');

  expect(readFileSync(mark, 'utf8')).toMatch(/\/worktrees\/tree \S+index/u);
  expect(linked.git('show', '--name-only', '--format=')).toBe('a.txt');
  expect(linked.git('status', '--porcelain')).toBe('M b.txt\n?? c.txt');
  expect(linked.git('fsck')).toBe('');
  expect(existsSync(join(tree, 'built.txt'))).toBe(false);
  const { findings, runs } = JSON.parse(readFileSync(report, 'utf8'));
  expect(findings.filter(({ level }: { level: string }) => level === 'error')).toEqual([]);
  expect(runs[1]?.environment?.git).toMatchObject({ branch: 'branch', dirty: true });
});
