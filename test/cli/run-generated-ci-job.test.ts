/** The jobs that `init --ci` writes: their commands, run in a clone as the services run them. */
import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { builtCliPath, childModule } from '../support/built-package-module-paths.ts';
import { cloneProject, createGitProject, type GitProject } from '../support/git-project.ts';
import { writeFiles } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';

/** File that `npm pack` creates for the package. */
const PACKED = 'perf-harness-0.0.1.tgz';
const BIN_FILE = 'dist/cli/bin.js';

/** Packs the package as npm does, but with the built package's modules; returns the file. */
function packed(): string {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-pack-'));
  writeFiles(join(folder, 'package'), {
    'package.json': JSON.stringify({
      name: 'perf-harness',
      version: '0.0.1',
      type: 'module',
      bin: BIN_FILE,
      exports: { './package.json': './package.json' },
    }),
    [BIN_FILE]: `#!/usr/bin/env node\nimport '${builtCliPath()}';\n`,
    'dist/cli/ci/post-comment.js': `import '${childModule(import.meta.url, '../../cli/ci/post-comment')}';\n`,
  });
  execFileSync('tar', ['czf', PACKED, 'package'], { cwd: folder });
  return join(folder, PACKED);
}

/** Folder of the project in its repository. */
const APP = 'packages/the app';
const SCENARIO = `export default {
  name: 'work', command: ['true'], trials: 3, budgets: { wall_time: '< 10 s' },
};
`;

/** Creates a repository with these files, whose project is in a subfolder. */
function repositoryWith(files: Readonly<Record<string, string>>, packageFile?: string): GitProject {
  const repository = createGitProject();
  writeFiles(repository.root, {
    '.gitignore': 'node_modules/\n.perf-harness/\n',
    ...files,
    [`${APP}/scenarios/work.js`]: SCENARIO,
  });
  if (packageFile !== undefined) copyFileSync(packageFile, join(repository.root, PACKED));
  repository.commit('first');
  return repository;
}

interface Command {
  readonly text: string;
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs commands in a clone, each in a separate shell as GitHub does; returns their output. */
async function play(repository: GitProject, commands: readonly Command[]): Promise<string> {
  const { root } = cloneProject(repository);
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
  const cwd = join(root, APP);
  const { code } = await runCommandInProcess(['init', '--ci', service, '--yes'], { cwd });
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

const OF_ALL = { name: 'all', private: true, workspaces: ['packages/*'] };
const OF_APP = {
  name: 'app',
  type: 'module',
  devDependencies: { 'perf-harness': `file:../../${PACKED}` },
};
/** In npm's format, without the fields npm can do without. */
const LOCKFILE = {
  lockfileVersion: 3,
  requires: true,
  packages: {
    '': OF_ALL,
    'node_modules/app': { resolved: APP, link: true },
    'node_modules/perf-harness': {
      version: '0.0.1',
      resolved: `file:${PACKED}`,
      dev: true,
      bin: { 'perf-harness': BIN_FILE },
    },
    [APP]: OF_APP,
  },
};
const WORKSPACE = {
  'package.json': JSON.stringify(OF_ALL),
  [`${APP}/package.json`]: JSON.stringify(OF_APP),
  'package-lock.json': JSON.stringify(LOCKFILE),
};
const TWO_LOCKFILES = {
  'package-lock.json': '{}',
  [`${APP}/package.json`]: '{"type":"module"}',
  [`${APP}/package-lock.json`]: '{}',
};

describe('CI job of a project in a subfolder of its repository', () => {
  it('LEAD-05: runs on GitHub when the project is an npm workspace', async () => {
    const repository = repositoryWith(WORKSPACE, packed());
    const out = await play(repository, githubCommands(await init(repository, 'github')));
    expect(out).toMatch(
      /✓ PASS.*::notice title=No comment from perf-harness::the job has no token/su,
    );
  });

  it('installs on GitLab in both folders with a lockfile, and gates in that of the project', async () => {
    const repository = repositoryWith(TWO_LOCKFILES);
    const { script } = parse(await init(repository, 'gitlab')).performance;
    // Programs that report how they are called: the other test runs the real ones.
    const bin = mkdtempSync(join(tmpdir(), 'perf-harness-npm-'));
    for (const name of ['npm', 'npx']) {
      const path = join(bin, name);
      writeFileSync(path, `#!/bin/sh\necho "${name} $* in $(basename "$PWD")"\n`);
      chmodSync(path, 0o755);
    }
    const env = { PATH: `${bin}:${process.env.PATH}` };
    const out = await play(repository, [{ text: script.join('\n'), folder: '.', env }]);
    expect(out.split('\n')).toEqual([
      expect.stringMatching(/^npm ci in perf-harness-git-/u),
      'npm ci in the app',
      expect.stringMatching(/^npx --no-install perf-harness gate .* in the app$/u),
      '',
    ]);
  });
});
