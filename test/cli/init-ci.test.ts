import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CI_SERVICES } from '../../cli/commands/init/init-options.ts';
import { main } from '../../cli/main.ts';
import { createInMemoryHost } from '../support/in-memory-host.ts';
import { writeFiles } from '../support/run-cli.ts';

const base = createInMemoryHost();

/** Runs `init --ci` in a folder of a repository. */
async function init(
  service: string,
  files: Readonly<Record<string, string>> = {},
  { folder = '.', flags = [] as readonly string[] } = {},
) {
  const top = join(base.host.cwd, String(Math.random()).slice(2));
  const cwd = join(top, folder);
  mkdirSync(join(top, '.git'), { recursive: true });
  mkdirSync(cwd, { recursive: true });
  writeFiles(top, files);
  base.written.out = '';
  base.written.err = '';
  const code = await main({ ...base.host, cwd }, ['init', '--ci', service, ...flags]);
  const read = (path: string): string => readFileSync(join(top, path), 'utf8');
  return { top, code, read, out: base.written.out, err: base.written.err };
}

const GITHUB = '.github/workflows/performance.yml';
const LOCKED = { 'package-lock.json': '{}' };

/** The commands of a GitLab job before the gate. */
function scriptOf(text: string): readonly string[] {
  return parse(text).performance.script.slice(0, -1);
}

const FROZEN = 'pnpm install --frozen-lockfile';
const MODERN = 'yarn install --immutable';
const YARN_4 = 'corepack enable && corepack prepare yarn@4.x --activate';
const LINKED = { YARN_NODE_LINKER: 'node-modules' };

interface Managed {
  readonly what: string;
  readonly files: Readonly<Record<string, string>>;
  readonly folder: string;
  /** Environment variables of the CI job. */
  readonly env?: Readonly<Record<string, string>>;
  /** Steps of GitHub before Node.js is set up. */
  readonly setup: readonly object[];
  readonly cache: object;
  /** Steps of GitHub between that and the gate. */
  readonly github: readonly object[];
  readonly gitlab: readonly string[];
}

const MANAGERS: readonly Managed[] = [
  {
    what: 'a workspace of npm, locked at the top',
    files: LOCKED,
    folder: 'packages/app',
    setup: [],
    cache: { cache: 'npm' },
    github: [{ run: 'npm ci', 'working-directory': '.' }],
    gitlab: ['npm ci', 'cd packages/app'],
  },
  {
    what: 'npm, with a lockfile of its own below that of a group of projects',
    files: { 'one/package-lock.json': '{}', 'one/app/npm-shrinkwrap.json': '{}' },
    folder: 'one/app',
    setup: [],
    cache: {
      cache: 'npm',
      'cache-dependency-path': 'one/package-lock.json\none/app/npm-shrinkwrap.json\n',
    },
    github: [{ run: 'npm ci', 'working-directory': 'one' }, { run: 'npm ci' }],
    gitlab: ['(cd one && npm ci)', 'cd one/app', 'npm ci'],
  },
  {
    what: 'pnpm, of the version that the lockfile is from',
    files: { 'pnpm-lock.yaml': "lockfileVersion: '6.0'\n" },
    folder: '.',
    setup: [{ uses: 'pnpm/action-setup@v4', with: { version: 8 } }],
    cache: { cache: 'pnpm' },
    github: [{ run: FROZEN }],
    gitlab: ['npm install --global pnpm@8', FROZEN],
  },
  {
    what: 'pnpm, of the version that the manifest names',
    files: {
      'app/package.json': '{"packageManager":"pnpm@9.15.0"}',
      'app/pnpm-lock.yaml': "lockfileVersion: '9.0'\n",
      // Left behind by a switch of package managers.
      'app/package-lock.json': '{}',
    },
    folder: 'app',
    setup: [{ uses: 'pnpm/action-setup@v4', with: { package_json_file: 'app/package.json' } }],
    cache: { cache: 'pnpm', 'cache-dependency-path': 'app/pnpm-lock.yaml' },
    github: [{ run: FROZEN }],
    gitlab: ['corepack enable', 'cd app', FROZEN],
  },
  {
    what: 'Yarn 1',
    files: { 'yarn.lock': '# yarn lockfile v1\n' },
    folder: '.',
    setup: [],
    cache: { cache: 'yarn' },
    github: [{ run: 'yarn install --frozen-lockfile' }],
    gitlab: ['yarn install --frozen-lockfile'],
  },
  {
    what: 'a workspace of Yarn 2 and later',
    files: { 'yarn.lock': '__metadata:\n  version: 8\n' },
    folder: 'packages/app',
    env: LINKED,
    setup: [{ run: YARN_4 }],
    cache: { cache: 'yarn' },
    github: [{ run: MODERN, 'working-directory': '.' }],
    gitlab: [YARN_4, MODERN, 'cd packages/app'],
  },
  {
    what: 'Yarn 2 and later in the version that the manifest names',
    files: {
      'yarn.lock': '__metadata:\n  version: 6\n',
      'package.json': '{ "packageManager": "yarn@3.8.7" }',
    },
    folder: '.',
    env: LINKED,
    setup: [{ run: 'corepack enable' }],
    cache: { cache: 'yarn' },
    github: [{ run: MODERN }],
    gitlab: ['corepack enable', MODERN],
  },
  {
    what: 'bun',
    files: { 'bun.lock': '{}' },
    folder: '.',
    setup: [{ uses: 'oven-sh/setup-bun@v2' }],
    cache: {},
    github: [{ run: 'bun install --frozen-lockfile' }],
    gitlab: ['npm install --global bun', 'bun install --frozen-lockfile'],
  },
];

describe('init --ci', () => {
  it('writes a workflow that fetches the base, installs, gates, comments and stores the reports', async () => {
    const { code, read, out } = await init('github', LOCKED);
    expect(code).toBe(0);
    expect(out).toContain(`wrote ${GITHUB}`);
    const { on, permissions, jobs } = parse(read(GITHUB));
    expect(on).toBe('pull_request');
    expect(permissions).toEqual({ contents: 'read', 'pull-requests': 'write' });
    const { steps } = jobs.gate;
    expect(steps[0]).toMatchObject({ with: { 'fetch-depth': 0 } });
    const runs = steps.flatMap(({ run }: { run?: string }) => run ?? []);
    expect(runs[0]).toBe('npm ci');
    expect(runs[1]).toMatch(/^npx --no-install perf-harness gate .*html=.*json=.*comment=/);
    expect(runs[2]).toContain('dist/cli/ci/post-comment.js');
    expect(steps.at(-1)).toMatchObject({ uses: expect.stringContaining('upload-artifact') });
  });

  it('accepts every option that its job passes to the gate', async () => {
    for (const service of CI_SERVICES) {
      const { read } = await init(service);
      const text = read(service === 'github' ? GITHUB : '.gitlab-ci.yml');
      const [command = ''] =
        /perf-harness gate[\s\S]*?(?=\n {2,6}(?:- |artifacts))/.exec(text) ?? [];
      const words = command.replaceAll('"', '').split(/\s+/).slice(1);
      const outside = join(base.host.cwd, 'reports');
      const argv = words.map((word) => word.replace(/\$RUNNER_TEMP|(?<==)performance/, outside));
      base.written.err = '';
      // Code 2, since there is no scenario here: the options themselves were accepted.
      const host = { ...base.host, cwd: base.host.cwd };
      expect(await main(host, argv)).toBe(2);
      expect(base.written.err).not.toMatch(/unknown (?:option|reporter)/i);
    }
  });

  it('writes a GitLab job that does the same and shows the test cases', async () => {
    const { read } = await init('gitlab', LOCKED);
    const { performance } = parse(read('.gitlab-ci.yml'));
    expect(performance.variables).toEqual({ GIT_DEPTH: 0 });
    expect(performance.script[0]).toBe('npm ci');
    expect(performance.script[1]).toMatch(/^npx --no-install perf-harness gate /);
    expect(performance.artifacts.reports.junit).toBe('performance/junit.xml');
  });

  it('keeps an existing file, and overwrites it only when requested', async () => {
    const kept = await init('github', { [GITHUB]: 'mine' });
    expect(kept.read(GITHUB)).toBe('mine');
    expect(kept.out).toContain(`kept existing ${GITHUB}`);
    const forced = await init('github', { [GITHUB]: 'mine' }, { flags: ['--force'] });
    expect(forced.read(GITHUB)).toContain('perf-harness gate');
  });

  it('writes next to the existing pipeline of a project, and says how to include it', async () => {
    const { read, out } = await init(
      'gitlab',
      { '.gitlab-ci.yml': 'test:\n' },
      { flags: ['--force'] },
    );
    expect(read('.gitlab-ci.yml')).toBe('test:\n');
    expect(parse(read('.gitlab/performance.yml')).performance).toBeDefined();
    expect(out).toContain('- local: .gitlab/performance.yml');
  });

  it('writes to the top of the repository for a project in a subfolder', async () => {
    const { top, read } = await init('github', {}, { folder: 'packages/a b' });
    expect(existsSync(join(top, 'packages/a b/.github'))).toBe(false);
    const { defaults, steps } = parse(read(GITHUB)).jobs.gate;
    expect(defaults.run['working-directory']).toBe('packages/a b');
    expect(steps[1].with).toEqual({ 'node-version': 24 });
    expect(steps[2]).toEqual({ run: 'npm install' });
    const gitlab = await init('gitlab', {}, { folder: 'packages/a b' });
    expect(scriptOf(gitlab.read('.gitlab-ci.yml'))).toEqual([`cd 'packages/a b'`, 'npm install']);
  });

  it.each(MANAGERS)('installs as the lockfile requires: $what', async (manager) => {
    const { files, folder, env, setup, cache, github, gitlab } = manager;
    const written = await init('github', files, { folder });
    const { gate } = parse(written.read(GITHUB)).jobs;
    expect(gate.env).toEqual(env);
    const own = gate.steps.slice(1, -3);
    const node = own.findIndex((step: { uses?: string }) => step.uses?.includes('setup-node'));
    expect(own.slice(0, node)).toEqual(setup);
    expect(own[node].with).toEqual({ 'node-version': 24, ...cache });
    expect(own.slice(node + 1)).toEqual(github);
    const other = await init('gitlab', files, { folder });
    const { variables } = parse(other.read('.gitlab-ci.yml')).performance;
    expect(variables).toEqual({ GIT_DEPTH: 0, ...env });
    expect(scriptOf(other.read('.gitlab-ci.yml'))).toEqual(gitlab);
  });

  it('refuses any other service', async () => {
    const { code, err } = await init('jenkins');
    expect(code).toBe(2);
    expect(err).toContain('github, gitlab');
  });
});
