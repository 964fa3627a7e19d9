/** First scenarios for build output, which each side of a comparison has to rebuild. */
import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { createCommandExecutor } from '../../harness/executors/command/command-executor.ts';
import { createFunctionExecutor } from '../../harness/executors/function/function-executor.ts';
import { createHttpExecutor } from '../../harness/executors/http/http-executor.ts';
import { createHost, type ExecutorOverrides } from '../../harness/host.ts';
import type { AnyExecutor, Executor } from '../../harness/model/executor.ts';
import {
  INSTANT_EXECUTORS,
  LISTENING_SERVER,
  packageManifest,
  runInit,
} from '../support/run-init.ts';

const PREPARE = "  prepare: ['npm', 'run', 'build'],\n";
const INSTANT = { executors: INSTANT_EXECUTORS };
const host = createHost();
afterAll(() => host.processes.stopAll());
const real: readonly AnyExecutor[] = [
  createCommandExecutor(host),
  createFunctionExecutor(host),
  createHttpExecutor(host),
];
/** Executors that start a unit only to see which files it reads. */
const TRACING_EXECUTORS: ExecutorOverrides = {
  ...INSTANT_EXECUTORS,
  ofKind: (kind) => {
    const { traceInputs } = (real.find((executor) => executor.kind === kind) ?? {}) as Executor;
    return { ...INSTANT_EXECUTORS.ofKind(kind), traceInputs } as AnyExecutor;
  },
};
const IN_REPOSITORY = { executors: TRACING_EXECUTORS, isRepository: true };

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

  it('builds on each side what git ignores, wherever it is', async () => {
    const files = {
      'package.json': packageManifest({
        name: 'lib',
        main: 'lib/index.js',
        scripts: { build: 'node build.js' },
      }),
      'lib/index.js': '',
      'build.js': '',
    };
    const kept = await runInit(files, IN_REPOSITORY);
    expect(kept.read('scenarios/first.mjs')).not.toContain('prepare');
    const ignored = await runInit({ ...files, '.gitignore': 'lib/' }, IN_REPOSITORY);
    expect(ignored.read('scenarios/first.mjs')).toContain(PREPARE);
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

  it('builds a server on each side when its script does not show that it is built', async () => {
    const { read } = await runInit(
      {
        '.gitignore': 'release/\n',
        'package.json': packageManifest({
          scripts: { start: 'node release/server.js', compile: 'node build.js' },
        }),
        'build.js': '',
        'release/server.js': LISTENING_SERVER.replace('PORT', 'process.env.PORT'),
      },
      IN_REPOSITORY,
    );
    expect(read('scenarios/first.mjs')).toContain("  prepare: ['npm', 'run', 'compile'],\n");
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
