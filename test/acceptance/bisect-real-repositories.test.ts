/**
 * Bisection of real slowdowns in real repositories: a commit, a package and an environment variable
 * that make a program 50 % slower are found by measuring. These tests need the machine for
 * themselves.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type BisectReport,
  bisectReportSchema,
} from '../../harness/model/documents/bisect-document.ts';
import { builtCliPath } from '../support/built-package-module-paths.ts';
import { createGitProject, type GitProject } from '../support/git-project.ts';
import { runCli, writeFiles } from '../support/run-cli.ts';

/** Minutes: a busy machine takes several times as long. */
const PATIENCE_MS = 900_000;
const QUICK = 60_000_000;
const SLOW = 150_000_000;

/** Wide, to recognize equivalent sides fast: these tests are on finding, not statistical power. */
const MARGIN = ['--margin', '20%'];

/** A loop that is worth measuring, as a module. */
const work = (rounds: number): string =>
  `let sum = 0;\nfor (let i = 0; i < ${rounds}; i += 1) sum = (sum + (i ^ (sum >> 3))) | 0;\nconsole.log(sum);\n`;

const SCENARIO = `import { defineScenario } from 'perf-harness';
export default defineScenario({ name: 'work', command: ['node', 'dist/work.js'], prepare: ['node', 'build.js'] });
`;
const BUILD = `const { cpSync } = require('node:fs');\ncpSync('src', 'dist', { recursive: true });\n`;
const BASE = {
  'package.json': '{"name":"sample","private":true}',
  '.gitignore': 'dist/\n.perf-harness/\n',
  'build.js': BUILD,
  'src/work.js': work(QUICK),
  'scenarios/work.ts': SCENARIO,
};

/** Returns the git state that a bisection must leave unchanged. */
function traces({ git, root }: GitProject): readonly string[] {
  return [
    git('status', '--porcelain'),
    git('worktree', 'list'),
    git('for-each-ref'),
    git('stash', 'list'),
    readdirSync(join(root, '.git')).sort().join(' '),
  ];
}

function cacheFolder(): string {
  return mkdtempSync(join(tmpdir(), 'perf-harness-cache-'));
}

async function bisect(project: GitProject, args: readonly string[]) {
  const cache = cacheFolder();
  const before = traces(project);
  const result = await runCli(['bisect', ...args, ...MARGIN, '--reporter', 'json'], {
    cwd: project.root,
    env: { PERF_HARNESS_CACHE: cache },
  });
  const snapshots = join(cache, 'snapshots');
  expect(existsSync(snapshots) ? readdirSync(snapshots) : [], result.err).toEqual([]);
  expect(traces(project)).toEqual(before);
  rmSync(cache, { recursive: true, force: true });
  return result;
}

function reportOf(text: string): BisectReport {
  return bisectReportSchema.parse(JSON.parse(text));
}

describe('bisection of commits', () => {
  test('finds the commit that caused the slowdown despite an unbuildable commit, and leaves no trace', {
    timeout: PATIENCE_MS,
  }, async () => {
    const project = createGitProject();
    const commits = [project.commit('the beginning', BASE)];
    for (let number = 1; number <= 11; number += 1) {
      commits.push(
        project.commit(`change ${number}`, {
          'NOTES.md': `${number}\n`,
          // The middle commit, which is tested first, fails to build.
          'build.js': number === 5 ? 'throw new Error("broken here")\n' : BUILD,
          ...(number === 8 && { 'src/work.js': work(SLOW) }),
        }),
      );
    }
    const { out, err, code } = await bisect(project, [commits[0] ?? '', 'main', 'work']);
    expect(code, err).toBe(0);
    const report = reportOf(out);
    expect(report.outcome).toBe('found');
    expect(report.changes).toHaveLength(11);
    const last = report.confirmations.at(-1);
    expect(last).toMatchObject({ first: 8, last: 8, against: 'parent', confirmed: true });
    expect(last?.files).toEqual(['NOTES.md', 'src/work.js']);
    expect(report.changes[7]).toMatchObject({ commit: commits[8], subject: 'change 8' });
    expect(report.steps[0]).toMatchObject({ at: 5 });
    expect(report.steps[0]?.untestable).toContain('broken here');
    for (const step of report.steps.filter(({ untestable }) => untestable === null)) {
      expect(step.pairs.length).toBeGreaterThan(0);
      expect(step.left.last).toBeGreaterThanOrEqual(step.left.first);
    }
    expect(report.estimates.map(({ method }) => method)).toEqual(['stepwise', 'every']);
    expect(err).toContain('bisect: 11 changes between good and bad');
  });
});

describe('bisection of variables', () => {
  test('finds the variable that alone causes the slowdown', { timeout: PATIENCE_MS }, async () => {
    const project = createGitProject();
    project.commit('all', {
      ...BASE,
      'src/work.js': `const isSlow = process.env.MODE === 'slow';\n${work(QUICK).replace(
        `< ${QUICK}`,
        `< (isSlow ? ${SLOW} : ${QUICK})`,
      )}`,
    });
    const sets = ['LEVEL=1..2', 'MODE=fast..slow', 'COLOR=on..off'];
    const args = sets.flatMap((set) => ['--set', set]);
    const { out, err, code } = await bisect(project, [...args, 'work']);
    expect(code, err).toBe(0);
    const report = reportOf(out);
    expect(report.outcome).toBe('found');
    const last = report.confirmations.at(-1);
    expect(last).toMatchObject({ first: 2, last: 2, against: 'none', confirmed: true });
    expect(report.changes[1]?.label).toBe('MODE: fast → slow');
  });
});

describe('bisection of packages', () => {
  test('finds the package of the lockfile that caused the slowdown, and installs it alone', {
    timeout: PATIENCE_MS,
  }, async () => {
    const project = createGitProject();
    const names = ['alpha', 'beta', 'gamma'];
    const versions = (version: string): Record<string, string> =>
      Object.fromEntries(names.map((name) => [name, pack(project.root, name, version)]));
    const old = versions('1.0.0');
    const young = versions('1.1.0');
    const uses = names.map((name) => `require('${name}');`).join('\n');
    const ignored = 'dist/\nnode_modules/\n.perf-harness/\n';
    const files = { ...BASE, 'src/work.js': uses, '.gitignore': ignored };
    const manifest = (dependencies: Record<string, string>): string =>
      JSON.stringify({ name: 'sample', version: '1.0.0', dependencies }, null, 2);
    project.commit('before', { ...files, 'package.json': manifest(old) });
    install(project.root);
    const good = project.commit('good');
    writeFiles(project.root, { 'package.json': manifest(young) });
    install(project.root);
    project.commit('all packages upgraded');

    const { out, err, code } = await bisect(project, ['--deps', good, 'main', 'work']);
    expect(code, err).toBe(0);
    const report = reportOf(out);
    expect(report.changes.map(({ label }) => label)).toEqual([
      'alpha@1.0.0 → 1.1.0',
      'beta@1.0.0 → 1.1.0',
      'gamma@1.0.0 → 1.1.0',
    ]);
    expect(report.outcome).toBe('found');
    const last = report.confirmations.at(-1);
    expect(last).toMatchObject({ first: 2, last: 2, against: 'none', confirmed: true });
  });
});

/** Packs a package into the repository; beta is slow from 1.1.0 on. */
function pack(root: string, name: string, version: string): string {
  const rounds = name === 'beta' && version === '1.1.0' ? SLOW : QUICK / 6;
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-pack-'));
  writeFiles(join(folder, 'package'), {
    'package.json': JSON.stringify({ name, version, main: 'index.js' }),
    'index.js': work(rounds),
  });
  mkdirSync(join(root, 'vendor'), { recursive: true });
  const path = `vendor/${name}-${version}.tgz`;
  execFileSync('tar', ['czf', join(root, path), '-C', folder, 'package']);
  rmSync(folder, { recursive: true });
  return `file:${path}`;
}

function install(root: string): void {
  const args = ['install', '--no-audit', '--no-fund', '--offline', '--ignore-scripts'];
  execFileSync('npm', args, { cwd: root, stdio: 'pipe' });
}

describe('git bisect run', () => {
  test('ends with the same commit and skips the commit that does not build', {
    timeout: PATIENCE_MS,
  }, async () => {
    const project = createGitProject();
    const { git, root } = project;
    const good = project.commit('the beginning', BASE);
    const commits: string[] = [];
    for (let number = 1; number <= 6; number += 1) {
      commits.push(
        project.commit(`change ${number}`, {
          'NOTES.md': `${number}\n`,
          'build.js': number === 3 ? 'throw new Error("broken here")\n' : BUILD,
          ...(number === 5 && { 'src/work.js': work(SLOW) }),
        }),
      );
    }
    const cache = cacheFolder();
    git('bisect', 'start', 'main', good);
    const said = execFileSync(
      'git',
      [
        'bisect',
        'run',
        process.execPath,
        builtCliPath(),
        'compare',
        good,
        '--git-bisect',
        '--margin',
        '20%',
        'work',
      ],
      {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, PERF_HARNESS_CACHE: cache, PERF_HARNESS_LOCK: `git-${process.pid}` },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    expect(said).toContain(`${commits[4]} is the first bad commit`);
    // The middle of the six commits, which git tests first: skipped (exit code 125), and judged
    // neither good nor bad.
    const log = git('bisect', 'log');
    expect(log).toContain(`git bisect skip ${commits[2]}`);
    expect(log).not.toMatch(new RegExp(`git bisect (?:good|bad) ${commits[2]}`));
    git('bisect', 'reset');
    expect(git('status', '--porcelain')).toBe('');
    rmSync(cache, { recursive: true, force: true });
  });
});
