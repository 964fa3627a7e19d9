import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findFreePort } from '../../harness/host/network/find-and-probe-ports.ts';
import { createHost } from '../../harness/host.ts';
import { createMeasurementLock } from '../../harness/sampling/measurement-lock.ts';
import { createLockName } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import {
  INSTANT_EXECUTORS,
  LISTENING_SERVER,
  packageManifest,
  runInit,
} from '../support/run-init.ts';
import { createScriptedExecutors, drawWallTimes } from '../support/scripted-executors.ts';

/** A package whose `lib.js` has this text. */
const library = (text = '') => ({
  'package.json': packageManifest({ name: 'lib', main: 'lib.js' }),
  'lib.js': text,
});
const INSTANT = { executors: INSTANT_EXECUTORS };
/** A README that shows a command, and its input. */
const readme = (command: string) => ({
  'README.md': `# tool\n\n\`\`\`sh\n$ ${command} --version\n$ npx ${command} data/words.txt\n\`\`\`\n`,
  'data/words.txt': 'a b',
});

describe('init', () => {
  it('finds framework and start script, and uses PORT when the program reads it', async () => {
    const { code, written, read } = await runInit({
      'package.json': packageManifest({
        dependencies: { express: '5' },
        scripts: { start: 'node app.js' },
      }),
      'app.js': LISTENING_SERVER.replace('PORT', 'process.env.PORT ?? 3000'),
    });
    expect(code).toBe(0);
    expect(written.err).toContain('trying the server (Express) "npm run --silent start" …');
    expect(written.out).toMatch(/^GET \/ answers 200 in [\d.]+ [mµ]s\n/u);
    expect(read('scenarios/first.mjs')).not.toContain('port:');
    expect(read('perf-harness.config.mjs')).toContain(`scenarios: 'scenarios/'`);
  });

  it('requests several routes of a server, and times the build of an application with one', async () => {
    const routes = await runInit(
      {
        'package.json': packageManifest({
          dependencies: { express: '5' },
          scripts: { dev: 'node --watch app.js', build: 'node -e 0' },
        }),
        'app.js': `console.log('http://localhost:1/items');\n${LISTENING_SERVER.replace('PORT', 'process.env.PORT')}`,
      },
      INSTANT,
    );
    expect(routes.written.out).toContain('GET / answers 200\n');
    expect(routes.read('scenarios/first.mjs')).toBe(`import { defineScenario } from 'perf-harness';

const shared = {
  cwd: '..',
  server: { command: ['node', 'app.js'] },
  budgets: { error_rate: '< 0.1 %' },
};

export default [
  defineScenario({
    name: 'GET /items',
    http: { url: '/items', connections: 10, duration: '2s' },
    ...shared,
  }),
  defineScenario({
    name: 'home page',
    http: { url: '/', connections: 10, duration: '2s' },
    ...shared,
  }),
];
`);
    const single = await runInit(
      {
        'package.json': packageManifest({
          dependencies: { express: '5' },
          scripts: { start: 'node app.js', build: 'node -e 0' },
        }),
        'app.js': LISTENING_SERVER.replace('PORT', 'process.env.PORT'),
      },
      { ...INSTANT, packages: ['playwright-core'] },
    );
    expect(single.read('scenarios/second.mjs')).toContain("command: ['npm', 'run', 'build']");
    expect(single.read('perf-harness.config.mjs')).toContain("scenarios: 'scenarios/'");
  });

  it('loads the home page in Chromium where playwright-core is installed', async () => {
    const { read } = await runInit(
      {
        'package.json': packageManifest({
          dependencies: { vite: '8' },
          scripts: { preview: 'node app.js' },
        }),
        'app.js': LISTENING_SERVER.replace('PORT', 'process.env.PORT'),
      },
      { ...INSTANT, packages: ['playwright-core'] },
    );
    expect(read('scenarios/second.mjs')).toContain("page: { url: '/' }");
  });

  it('measures several commands of a README', async () => {
    const { written, read } = await runInit(
      {
        'package.json': packageManifest({ name: 'tool', bin: 'tool.js' }),
        'tool.js': 'console.log(1)',
        'README.md': '```sh\ntool data/words.txt\ntool --count data/words.txt\n```\n',
        'data/words.txt': 'a b',
      },
      INSTANT,
    );
    expect(written.out).toContain('tool.js data/words.txt takes');
    expect(read('scenarios/first.mjs')).toContain("name: 'tool.js --count data/words.txt'");
  });

  it('measures a linter with the exit code 1 of its tests, and no program that throws there', async () => {
    const { written, read } = await runInit(
      {
        'package.json': packageManifest({
          name: 'lint',
          bin: 'lint.js',
          scripts: { test: 'node test.js' },
        }),
        'lint.js':
          "if (process.argv[2] === 'data') throw new Error('no file');\nconsole.log('1 problem');\nprocess.exitCode = 1;",
        'data/words.txt': 'a b',
        'test.js': `import { spawnSync } from 'node:child_process';
for (const input of ['data', 'data/words.txt']) spawnSync(process.execPath, ['lint.js', input]);`,
      },
      {},
    );
    expect(written.err).toContain('exited with code 1, not 0: Error: no file');
    expect(read('scenarios/first.mjs')).toContain(
      "command: ['node', 'lint.js', 'data/words.txt'],\n  exitCodes: [1],",
    );
  });

  it('offers no benchmark that loads no code of the project', async () => {
    const { written } = await runInit({
      ...library(),
      'bench/hooks.js': "import { register } from 'node:module';\nregister;",
    });
    expect(written.err).toContain('  no: it loads no code of the project\n');
  });

  it('names the port that the program requires', async () => {
    const port = await findFreePort();
    const { written, read } = await runInit({
      'package.json': packageManifest({ dependencies: { fastify: '5' } }),
      'server.js': LISTENING_SERVER.replace('PORT', `${port}`),
    });
    expect(written.out).toContain('GET / answers 200');
    expect(read('scenarios/first.mjs')).toContain(`ready: { port: ${port} }`);
  });

  it.for([
    ['next', 'Next.js'],
    ['@nestjs/core', 'NestJS'],
    ['hono', 'hono'],
  ] as const)('recognises a project based on %s', async ([dependency, name]) => {
    const manifest = { dependencies: { [dependency]: '1' }, scripts: { start: 'exit 1' } };
    const { written } = await runInit({ 'package.json': packageManifest(manifest) }, INSTANT);
    expect(written.err.toLowerCase()).toContain(name.toLowerCase());
  });

  it.for([
    ['in a package of modules', 'module', '{ "include": ["src"] }', 'ts'],
    ['in a CommonJS package', 'commonjs', '{ "include": ["src"] }', 'mts'],
    ['unless the own build would compile it', 'commonjs', '{}', 'mjs'],
    ['unless another tsconfig names its folder', 'module', '{ "include": ["scenarios"] }', 'mjs'],
  ] as const)(
    'writes TypeScript when the project uses it, %s',
    async ([, type, tsconfig, ending]) => {
      const { written, read } = await runInit(
        {
          'package.json': JSON.stringify({ type, main: 'lib.js' }),
          'lib.js': '',
          'tsconfig.json': '{ "include": ["src"] }',
          'tsconfig.build.json': tsconfig,
        },
        INSTANT,
      );
      expect(written.out).toContain(`wrote scenarios/first.${ending}\n`);
      expect(read(`scenarios/first.${ending}`)).toContain('defineScenario');
      expect(read(`perf-harness.config.${ending}`)).toContain('defineConfig');
    },
  );

  it.for([
    [
      'run and compare in a repository',
      { '.git/HEAD': 'ref: refs/heads/main' },
      {},
      'perf-harness run\n      perf-harness compare HEAD   (after an edit, before its commit)\n',
    ],
    ['run alone elsewhere', {}, {}, 'perf-harness run\n'],
    ['npx when it was started by npx', {}, { npm_command: 'exec' }, 'npx perf-harness run\n'],
  ] as const)('recommends %s', async ([, files, env, commands]) => {
    const { written } = await runInit({ ...files, ...library() }, { ...INSTANT, env });
    expect(written.out.endsWith(`\n\nNext: ${commands}`)).toBe(true);
  });

  it('keeps existing files, and overwrites them only when requested', async () => {
    const files = { 'package.json': packageManifest({}), 'scenarios/first.mjs': 'mine' };
    const kept = await runInit(files, INSTANT);
    expect(kept.read('scenarios/first.mjs')).toBe('mine');
    expect(kept.written.out).toContain('kept existing scenarios/first.mjs');
    const forced = await runInit(files, { args: ['--force'], executors: INSTANT_EXECUTORS });
    expect(forced.read('scenarios/first.mjs')).toContain('defineScenario');
  });

  it.for([
    [
      'a command',
      {
        'package.json': packageManifest({ name: 'tool', bin: 'tool.js' }),
        'tool.js': 'console.log(1)',
        ...readme('tool'),
      },
      /^tool\.js data\/words\.txt takes /u,
    ],
    ['a package', library('export default 1'), /^load lib takes /u],
    ['an empty project', { 'package.json': '{}' }, /^node start-up takes /u],
  ] as const)('writes a scenario for %s that works unchanged', async ([what, files, saw]) => {
    const { root, written } = await runInit(files, what === 'a package' ? {} : INSTANT);
    expect(written.out).toMatch(saw);
    const { code, err } = await runCommandInProcess(['run'], { cwd: root, ...INSTANT });
    expect(err).not.toContain('error:');
    expect(code).toBe(0);
  });

  it('warns that a start may not show a change of a function', async () => {
    const { written } = await runInit(library(), INSTANT);
    expect(written.out).toContain('function: perf-harness init function <file>::<name>\n');
  });

  it('continues with the next candidate when one fails, and quotes its error', async () => {
    const { written, read } = await runInit({
      'package.json': packageManifest({
        name: 'app',
        main: 'server.js',
        source: 'lib/index.js',
        dependencies: { koa: '2' },
      }),
      'server.js':
        "import { createServer } from 'node:http';\nif (!process.env.DATABASE_URL) throw new Error('DATABASE_URL is required');\ncreateServer(() => {}).listen(3000);",
      'lib/index.js': 'console.log(1)',
    });
    expect(written.err).toContain(
      'no: it ended with exit code 1 before accepting requests: Error: DATABASE_URL is required; it needs the environment variable DATABASE_URL\n',
    );
    expect(read('scenarios/first.mjs')).toContain("await import('./lib/index.js')");
  });

  it('writes nothing when nothing works, and says what to do next', async () => {
    const { code, written, root } = await runInit(
      {
        'package.json': packageManifest({
          name: 'lib',
          main: 'dist/lib.js',
          scripts: { build: 'exit 3' },
        }),
      },
      INSTANT,
    );
    expect(code).toBe(4);
    expect(written.err).toContain('no: its build, "npm run build", exited with code ');
    expect(written.err).toContain('Nothing was written: the only candidate failed');
    expect(readdirSync(root)).toEqual(['package.json']);
  });

  it('waits for another measurement on this machine, and says so', async () => {
    const name = createLockName();
    const host = createHost({ env: { ...process.env, PERF_HARNESS_LOCK: name } });
    const other = createMeasurementLock(host, { label: 'nightly.mjs', onWaiting: () => undefined });
    const told = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const holding = other.hold('work', () => {
      held.resolve();
      return told.promise;
    });
    await held.promise;
    const { code, written } = await runInit(
      { 'package.json': '{}' },
      {
        executors: INSTANT_EXECUTORS,
        lock: name,
        onError: (text) => {
          if (text.includes('waiting')) told.resolve();
        },
      },
    );
    await holding;
    expect(code).toBe(0);
    expect(written.err).toMatch(
      /^trying the startup of Node\.js …\nwaiting for another measurement on this machine: process \d+ \(nightly\.mjs, "work"\), measuring since \S+\n$/u,
    );
  });

  it('offers a benchmark with fixed work, but none that runs until its clock says so', async () => {
    const program = (work: string): Record<string, string> => ({
      'package.json': packageManifest({}),
      'bench/sum.js': work,
    });
    const minute = createScriptedExecutors(drawWallTimes(() => 60_000));
    const timed = await runInit(
      program('const end = performance.now() + 300;\nwhile (performance.now() < end);\n'),
      { executors: minute },
    );
    expect(timed.written.err).toContain(
      'trying the benchmark bench/sum.js (Node.js), as a command …\n  no: it runs for a fixed time, ',
    );
    expect(timed.code).toBe(4);
    const fixed = await runInit(program('for (let turn = 0; turn < 9; turn += 1) turn += 1;'), {
      executors: INSTANT_EXECUTORS,
    });
    expect(fixed.read('scenarios/first.mjs')).toContain("command: ['node', 'bench/sum.js']");
  });

  it.for([
    ['prints an error', `console.log('{"level":"error","msg":"no database"}')`],
    ['starts a server', LISTENING_SERVER.replace('PORT', '0')],
    ['`node --input-type=module -e ', 'process.exitCode = 3'],
  ] as const)('offers no load that %s: %s', async ([problem, text]) => {
    const { code, written, root } = await runInit({
      'package.json': packageManifest({ name: 'api', main: 'api.js' }),
      'api.js': "await import('./lib/work.js');",
      'lib/work.js': text,
    });
    expect(written.err).toContain(
      `trying the import of the package from api.js …\n  no: ${problem.startsWith('`') ? '' : 'it '}${problem}`,
    );
    expect(code).toBe(4);
    expect(readdirSync(root).toSorted()).toEqual(['api.js', 'lib', 'package.json']);
  });

  it('offers no command that prints an error', async () => {
    const { written, read } = await runInit(
      {
        'package.json': packageManifest({
          name: 'tool',
          bin: 'tool.js',
          scripts: { test: 'node test.js' },
        }),
        'tool.js':
          "console[process.argv[2] === 'data/words.txt' ? 'error' : 'log']('Error: no database');",
        ...readme('tool'),
        'test.js':
          "import { spawnSync } from 'node:child_process';\nspawnSync(process.execPath, ['../tool.js', 'words.txt'], { cwd: 'data' });\nspawnSync(process.execPath, ['tool.js', 'data']);",
      },
      INSTANT,
    );
    expect(written.err).toContain(
      '  trying the command "node tool.js data/words.txt" of README.md …\n    no: it prints an error: Error: no database\n  trying the command "node tool.js data" of your tests …\n',
    );
    expect(read('scenarios/first.mjs')).toContain("['node', 'tool.js', 'data']");
  });

  it('does not treat a warning of Node.js as an error of the package', async () => {
    const warning = "process.emitWarning('error: lib is old');";
    expect((await runInit(library(warning), INSTANT)).code).toBe(0);
  });

  it('inspects the packages of a workspace', async () => {
    const { read } = await runInit(
      {
        'package.json': packageManifest({ workspaces: ['packages/*'] }),
        'packages/tool/package.json': packageManifest({ name: 'tool', bin: './tool.js' }),
        'packages/tool/tool.js': 'console.log(1)',
        ...readme('tool'),
      },
      INSTANT,
    );
    expect(read('scenarios/first.mjs')).toContain(
      "['node', 'packages/tool/tool.js', 'data/words.txt']",
    );
  });

  it('names an existing benchmark in the configuration', async () => {
    const { written, read, root } = await runInit(
      {
        ...library(),
        'bench/sort.js':
          "import { Bench } from 'tinybench';\nexport default new Bench().add('sort', () => [3, 1].sort());",
      },
      { executors: INSTANT_EXECUTORS, packages: ['tinybench'] },
    );
    expect(written.err).toBe('trying the benchmark bench/sort.js (tinybench) …\n');
    expect(read('perf-harness.config.mjs')).toContain("scenarios: 'bench/sort.js'");
    expect(existsSync(join(root, 'scenarios'))).toBe(false);
  });
});
