/** First scenarios for build output, which each side of a comparison has to rebuild. */
import { mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  INSTANT_EXECUTORS,
  LISTENING_SERVER,
  packageManifest,
  runInit,
} from '../support/run-init.ts';

const PREPARE = "  prepare: ['npm', 'run', 'build'],\n";
const INSTANT = { executors: INSTANT_EXECUTORS };
/** Real units, which show the files that they load. */
const IN_REPOSITORY = { isRepository: true };

describe('init of a project with a build', () => {
  it('builds the server on each side, although it is already built here', async () => {
    const { read } = await runInit(
      {
        'package.json': packageManifest({
          scripts: { start: 'node dist/server.js', build: 'node build.js' },
        }),
        'dist/server.js': LISTENING_SERVER.replace('PORT', 'process.env.PORT'),
      },
      INSTANT,
    );
    expect(read('scenarios/first.mjs')).toContain("  prepare: ['npm', 'run', 'build'],\n");
  });

  it('builds with the package manager that a package requires, since npm refuses to', async () => {
    const programs = mkdtempSync(join(tmpdir(), 'init-programs-'));
    symlinkSync(process.execPath, join(programs, 'pnpm'));
    const { read } = await runInit(
      {
        'package.json': packageManifest({
          devEngines: { packageManager: { name: 'pnpm' } },
          scripts: { serve: 'node dist/server.js', build: 'node build.js' },
        }),
        'pnpm-lock.yaml': "lockfileVersion: '9.0'\n",
        'server.js': LISTENING_SERVER.replace('PORT', 'process.env.PORT'),
        'dist/lib.js': '',
        'build.js': '',
      },
      { ...INSTANT, env: { PATH: `${programs}${delimiter}${process.env.PATH}` } },
    );
    expect(read('scenarios/second.mjs')).toContain("command: ['pnpm', 'run', 'build']");
  });

  it('builds a server that needs it, and leaves no output when the build does not help', async () => {
    const { written, root } = await runInit(
      {
        'package.json': packageManifest({
          scripts: { start: 'node dist/server.js', build: 'node build.js' },
          dependencies: {},
        }),
        'server.js': LISTENING_SERVER.replace('PORT', '1'),
        'build.js':
          "import { mkdirSync } from 'node:fs'; mkdirSync('dist'); console.error('error: no types'); process.exit(3);",
      },
      INSTANT,
    );
    expect(written.err).toContain(
      'no: its build, "npm run build", exited with code 3: error: no types\n',
    );
    expect(readdirSync(root)).not.toContain('dist');
  });

  it('builds what a benchmark of the project imports, and measures it as it is', async () => {
    const { code, written, read } = await runInit(
      {
        'package.json': packageManifest({ name: 'lib', scripts: { build: 'node build.js' } }),
        'build.js':
          "import { mkdirSync, writeFileSync } from 'node:fs'; mkdirSync('dist'); writeFileSync('dist/lib.js', 'export const parse = JSON.parse;');",
        'bench/parse.mjs':
          "import { bench, run } from 'mitata';\nimport { parse } from '../dist/lib.js';\nbench('parse', () => parse('[1]'));\nawait run();",
      },
      { ...INSTANT, packages: ['mitata'] },
    );
    expect(code).toBe(0);
    expect(written.out).toContain('parse takes 5 ms per call\n');
    expect(read('dist/lib.js')).toContain('parse');
    expect(read('perf-harness.config.mjs')).toContain("'bench/parse.mjs'");
  });

  it('builds the missing exports of a package', async () => {
    const { written, read } = await runInit(
      {
        'package.json': packageManifest({
          name: 'lib',
          exports: { import: './dist/lib.js' },
          scripts: { build: 'node build.js' },
        }),
        'build.js':
          "import { mkdirSync, writeFileSync } from 'node:fs'; mkdirSync('dist'); writeFileSync('dist/lib.js', '');",
      },
      INSTANT,
    );
    expect(written.err).toContain('it needs a build: running "npm run build" …\n');
    expect(read('scenarios/first.mjs')).toContain("  prepare: ['npm', 'run', 'build'],\n");
    expect(read('dist/lib.js')).toBe('');
  });

  it('builds on each side what git ignores, whatever its folder and the build script are called', async () => {
    const files = {
      'package.json': packageManifest({
        name: 'lib',
        main: 'release/index.js',
        scripts: { compile: 'node build.js' },
      }),
      'release/index.js': '',
      'build.js': '',
    };
    const kept = await runInit(files, IN_REPOSITORY);
    expect(kept.read('scenarios/first.mjs')).not.toContain('prepare');
    const ignored = await runInit({ ...files, '.gitignore': 'release/' }, IN_REPOSITORY);
    expect(ignored.read('scenarios/first.mjs')).toContain(PREPARE.replace('build', 'compile'));
  });

  it('builds on each side what only another package of the workspace loads', async () => {
    const { read } = await runInit(
      {
        '.gitignore': 'lib/\nnode_modules/\n',
        'package.json': packageManifest({
          workspaces: ['packages/*'],
          scripts: { build: 'node build.js' },
        }),
        'build.js': '',
        'packages/task/package.json': packageManifest({ name: 'task', exports: './lib/index.js' }),
        'packages/task/lib/index.js': 'export const twice = (one) => one + one;',
        'packages/app/package.json': packageManifest({ name: 'app', exports: './src/app.js' }),
        'packages/app/src/app.js':
          "import { twice } from '../../task/lib/index.js';\nexport function often(list) { return list.map(twice); }\n",
        'packages/app/test/app.test.js':
          "import { often } from '../src/app.js';\noften([1, 2, 3]);",
      },
      IN_REPOSITORY,
    );
    expect(read('scenarios/first.mjs')).toContain(`  cwd: '..',\n${PREPARE}`);
  });

  it('names what is built when no script is known to build it', async () => {
    const { written, read } = await runInit(
      {
        '.gitignore': 'lib/\n',
        'package.json': packageManifest({ name: 'lib', main: 'lib/index.js' }),
        'lib/index.js': '',
      },
      IN_REPOSITORY,
    );
    expect(written.err).toContain(
      'it loads the build output lib/index.js; to compare it with another commit, set the build command as `prepare` in the scenario\n',
    );
    expect(read('scenarios/first.mjs')).not.toContain('prepare');
  });
});
