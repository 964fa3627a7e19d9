/** Errors that bisect reports before it measures anything: one paragraph with cause and remedy. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { builtCliPath } from '../support/built-package-module-paths.ts';
import { createGitProject } from '../support/git-project.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';

const LOCK = (version: string): string =>
  JSON.stringify({
    lockfileVersion: 3,
    packages: { '': {}, 'node_modules/a': { version, integrity: version } },
  });
const project = createGitProject();
project.commit('one', {
  'package.json': '{"name":"sample","private":true}',
  'scenarios/two.js': `import { defineScenario } from 'perf-harness';
export default [defineScenario({ name: 'first', run: () => 1 }), defineScenario({ name: 'second', run: () => 2 })];
`,
});
project.git('tag', 'v1');
project.commit('two', { 'package-lock.json': LOCK('1.0.0') });
project.git('tag', 'v2');
project.commit('three', { 'NOTES.md': 'text' });
project.git('tag', 'v3');

describe('a refused bisect command', () => {
  test.each([
    [[], 'needs a good commit, a bad commit and a scenario'],
    [['v1'], 'needs a good commit, a bad commit and a scenario'],
    [['v1', 'v3'], 'bisect takes one scenario; 2 match: "first", "second"'],
    [['v3', 'v1', 'first'], 'the good end must be the earlier commit'],
    [['v3', 'v1', 'first'], 'Put "v1" before "v3"'],
    [['v3', 'v1', 'first', '--deps'], 'and leave the rest of the command unchanged.'],
    [['v1', 'v1', 'first'], 'are the same commit'],
    [['v1', 'v9', 'first'], '"v9" is not a commit in the repository', 6],
    [['v1', 'v3', 'first', '--metric', 'latency.p95'], 'is not a metric of function scenarios'],
    [['v1', 'v3', 'first', '--metric', 'wal_time'], 'Did you mean "wall_time"?'],
    [['v1', 'v3', 'first', '--max-pairs', 'many'], '--max-pairs takes a positive whole number'],
    [['v1', 'v3', 'first', '--deps', '--set', 'A=1..2'], 'give only one of them'],
    [['first', '--set', 'A=1'], '--set takes a name and two values'],
    [['first', '--set', 'A=1..1'], 'both values are equal'],
    [['first', '--set', 'A=1..2', '--set', 'A=2..3'], '--set specifies A twice'],
    [['first', '--set', 'A=../a.json..../b.json'], 'contains ".." more than once'],
    [['v1', 'v3', 'first', '--deps'], 'v1 has no package-lock.json'],
    [['v2', 'v3', 'first', '--deps'], 'install the same versions'],
    [['v2', 'v3', 'first', '--deps'], 'the same command without --deps'],
  ])('%j', async (args, why, expected = 2) => {
    const { code, out, err } = await runCommandInProcess(['bisect', ...args], {
      cwd: project.root,
      isLight: true,
    });
    expect(code, err).toBe(expected);
    expect(out).toBe('');
    expect(err.replace(/\s+/g, ' ')).toContain(why);
    expect(err).not.toMatch(/\n\s+at /);
    // Nothing of the command is lost by the suggestion of a shorter command.
    if (args.length > 2) expect(err).not.toContain('perf-harness bisect');
  });

  test('leaves nothing in the repository', () => {
    expect(project.git('worktree', 'list').split('\n')).toHaveLength(1);
    expect(project.git('status', '--porcelain')).toBe('');
    expect(readdirSync(project.root)).not.toContain('node_modules');
  });
});

describe('compare --git-bisect', () => {
  const answer = async (...args: readonly string[]) => {
    const { code, err } = await runCommandInProcess(['compare', ...args, '--git-bisect'], {
      cwd: project.root,
      isLight: true,
    });
    return { code, err, told: err.replace(/\s+/g, ' ') };
  };

  test('makes git skip a commit without the scenario', async () => {
    const { code, err, told } = await answer('v1', 'none such');
    expect(told).toContain('none such');
    expect(code, err).toBe(125);
    expect(told).toContain('git bisect: skipping this commit (exit code 125)');
  });

  test('makes git skip a commit whose configuration cannot be read', async () => {
    const broken = createGitProject();
    broken.commit('one', { 'perf-harness.config.ts': 'export default {{', 'package.json': '{}' });
    const args = ['compare', 'HEAD', 'first', '--git-bisect'];
    const { code, err } = await runCommandInProcess(args, { cwd: broken.root });
    expect(code, err).toBe(125);
  });

  test('answers even when its output cannot be written', () => {
    // A count that does not vary is soon decided.
    const line =
      '"$0" "$1" compare HEAD --git-bisect --metric http_round_trips -- "$0" -e 0 > /dev/full';
    const { status, stderr } = spawnSync('bash', ['-c', line, process.execPath, builtCliPath()], {
      cwd: project.root,
      encoding: 'utf8',
    });
    expect(stderr).toContain('Some results could not be written');
    expect(status, stderr).toBe(0);
  });

  test.each([
    [['v9', 'first'], '"v9" is not a commit of the repository'],
    [['git:v9', 'first'], '"v9" is not a commit in the repository'],
    [[], 'compare needs a base'],
    [['v1', 'first', '--margin', 'wide'], '--margin takes a percentage'],
    [['v1', 'first', '--time', 'soon'], '--time takes a duration'],
    [['v1', 'first', '--confidence', 'high'], '--confidence takes a percentage'],
    [['v1', 'first', '--max-pairs', 'many'], '--max-pairs takes a whole number'],
    [['v1', 'first', '--seed', 'x'], '--seed takes a whole number'],
    [['v1', 'first', '--metric', 'wal_time'], '"wal_time", which is not a metric'],
    [['v1', '--filter', '/(/'], 'The filter "/(/" is invalid'],
    [['v1', 'first', '--reporter', 'loud'], 'Unknown reporter "loud"'],
    [['first', '--set', 'A=1'], '--set takes a name and two values'],
  ])('ends the search when %j is wrong for every commit', async (args, why) => {
    const { code, err, told } = await answer(...args);
    expect(told).toContain(why);
    expect(code, err).toBe(128);
    expect(told).toContain('git bisect stops (exit code 128)');
    expect(err).not.toMatch(/\n\s+at /);
  });
});
