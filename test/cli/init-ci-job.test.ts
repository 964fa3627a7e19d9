/** The jobs that `init --ci` writes: their commands, run in a clone as the services run them. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { cloneOf, type GitProject, gitProject } from '../support/git-project.ts';
import { runCli, writeFiles } from '../support/run-cli.ts';
import { ROUNDS, workModule, workScenario } from '../support/sample-repository.ts';

vi.setConfig({ testTimeout: 300_000 });

const SOURCE = new URL('../../', import.meta.url);

/** The package as npm packs it, but that its modules are those of the sources. */
function packInto(root: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-pack-'));
  writeFiles(folder, {
    'package.json': JSON.stringify({
      name: 'perf-harness',
      version: '0.0.1',
      type: 'module',
      bin: 'dist/cli/bin.js',
      exports: { './package.json': './package.json' },
    }),
    'dist/cli/bin.js': `#!/usr/bin/env node\nimport '${new URL('cli/bin.ts', SOURCE)}';\n`,
    'dist/cli/ci/post-comment.js': `import '${new URL('cli/ci/post-comment.ts', SOURCE)}';\n`,
  });
  npm(folder, 'pack', '--pack-destination', root);
}

function npm(cwd: string, ...args: readonly string[]): void {
  execFileSync('npm', [...args, '--no-audit', '--no-fund', '--offline'], { cwd, stdio: 'pipe' });
}

const PROJECT = {
  'lib/work.js': workModule(ROUNDS.before),
  'scenarios/work.js': workScenario(`budgets: { wall_time: '< 10 s' },`),
} as const;

/** A repository whose project lies in a folder of it, with perf-harness in its dependencies. */
function repositoryWith(files: Readonly<Record<string, string>>, locked: string): GitProject {
  const repository = gitProject();
  writeFiles(repository.root, {
    '.gitignore': 'node_modules/\n.perf-harness/\n',
    ...files,
    ...Object.fromEntries(
      Object.entries(PROJECT).map(([path, text]) => [`packages/the app/${path}`, text]),
    ),
  });
  packInto(repository.root);
  npm(join(repository.root, locked), 'install', '--package-lock-only');
  repository.commit('first');
  return repository;
}

interface Command {
  readonly text: string;
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs commands in a clone, each in a shell of its own as GitHub does; gives what they print. */
async function play(repository: GitProject, commands: readonly Command[]): Promise<string> {
  const { root } = cloneOf(repository);
  const temporary = mkdtempSync(join(tmpdir(), 'perf-harness-runner-'));
  let out = '';
  for (const { text, folder, env = {} } of commands) {
    const ran = await promisify(execFile)('bash', ['-e', '-c', text], {
      cwd: join(root, folder),
      env: {
        ...process.env,
        GITHUB_STEP_SUMMARY: undefined,
        npm_config_offline: 'true',
        PERF_HARNESS_NO_EXPLAIN: '1',
        PERF_HARNESS_LOCK: `ci-job-${process.pid}`,
        RUNNER_TEMP: temporary,
        TOKEN: '',
        ...env,
      },
    });
    out += ran.stdout;
  }
  return out;
}

async function init({ root }: GitProject, service: 'github' | 'gitlab'): Promise<string> {
  const cwd = join(root, 'packages/the app');
  const { code } = await runCli(['init', '--ci', service, '--yes'], { cwd });
  expect(code).toBe(0);
  const file = service === 'github' ? '.github/workflows/performance.yml' : '.gitlab-ci.yml';
  return readFileSync(join(root, file), 'utf8');
}

function githubCommands(text: string): readonly Command[] {
  const { defaults, steps } = parse(text).jobs.gate;
  return steps.flatMap((step: Readonly<Record<string, string>>) =>
    step.run === undefined
      ? []
      : { text: step.run, folder: step['working-directory'] ?? defaults.run['working-directory'] },
  );
}

const GREEN = /✓ PASS.*::notice title=No comment by perf-harness::the job has no token/su;
const APP = 'packages/the app/package.json';
const depends = (path: string): string =>
  JSON.stringify({ name: 'app', type: 'module', devDependencies: { 'perf-harness': path } });

describe('the job of a project in a folder of its repository', () => {
  it('runs where the project is a workspace of npm', async () => {
    const repository = repositoryWith(
      {
        'package.json': '{"name":"all","private":true,"workspaces":["packages/*"]}',
        [APP]: depends('file:../../perf-harness-0.0.1.tgz'),
      },
      '.',
    );
    expect(await play(repository, githubCommands(await init(repository, 'github')))).toMatch(GREEN);
    const { script } = parse(await init(repository, 'gitlab')).performance;
    const job = [{ text: script.join('\n'), folder: '.' }];
    expect(await play(repository, job)).toContain('✓ PASS');
  });

  it('runs where both have a lockfile, and perf-harness is installed by the other one', async () => {
    const repository = repositoryWith(
      { 'package.json': depends('file:perf-harness-0.0.1.tgz'), [APP]: '{"type":"module"}' },
      '.',
    );
    npm(join(repository.root, 'packages/the app'), 'install', '--package-lock-only');
    repository.commit('a lockfile of its own');
    const text = await init(repository, 'github');
    expect(await play(repository, githubCommands(text))).toMatch(GREEN);
    const { script } = parse(await init(repository, 'gitlab')).performance;
    const job = [{ text: script.join('\n'), folder: '.' }];
    expect(await play(repository, job)).toContain('✓ PASS');
  });
});
