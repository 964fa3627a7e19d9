import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { resolveCacheFolder } from '../../../harness/host/harness-cache-folder.ts';
import { createHost } from '../../../harness/host.ts';
import { findNodeBinary } from '../../../harness/snapshot/dependencies/find-or-download-node-binary.ts';
import {
  filesLoadedOutside,
  readLoadedFiles,
  traceLoadedFiles,
} from '../../../harness/snapshot/trace-loaded-files.ts';
import { withUnguardedGit } from '../../support/run-git-without-process-guardian.ts';
import {
  createSampleRepository,
  openSampleSnapshots,
  writeInto,
} from './temporary-git-repository.ts';

const host = withUnguardedGit(createHost());
let root: string;
let folder: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'perf-harness loaded ü-')));
  folder = join(root, 'trace');
  mkdirSync(folder);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Runs a program; returns the files that it loaded from below the test's folder. */
async function loadedBy(
  args: readonly string[],
  nodeOptions?: string,
  execPath = process.execPath,
) {
  const result = await host.processes.exec({
    file: execPath,
    args,
    cwd: root,
    env: traceLoadedFiles(folder, nodeOptions),
    timeoutMs: 300_000,
  });
  const loaded = readLoadedFiles(host.files, folder);
  const own = loaded
    .filter((path) => path.startsWith(root))
    .map((path) => path.slice(root.length + 1));
  return { result, loaded, own };
}

const PROGRAM = {
  'main.mjs': `import { Worker } from 'node:worker_threads';
    import { execSync, fork } from 'node:child_process';
    import { createRequire } from 'node:module';
    import vm from 'node:vm';
    import './b.cjs';
    import 'linked';
    debugger;
    await import('./c.mjs');
    if (process.features.typescript) await import('./d.ts');
    createRequire(import.meta.url)(${JSON.stringify(createRequire(import.meta.url).resolve('koffi'))});
    new Worker(new URL('./worker.mjs', import.meta.url));
    fork('./child.cjs');
    execSync('"' + process.execPath + '" shell.cjs');
    vm.runInThisContext('1', { filename: new URL('nowhere.js', import.meta.url).pathname });
    eval('1\\n//# sourceURL=' + new URL('said.js', import.meta.url));
    process.on('exit', () => console.log(process.execArgv.length, new Error('x').stack.split('\\n').length > 1));
    process.exitCode = 5;`,
  'b.cjs': 'require("./data.json")',
  'data.json': '{}',
  'real/index.js': '',
  'c.mjs': 'import { createRequire } from "node:module"; createRequire(import.meta.url)("./e.cjs")',
  'd.ts': 'const x: number = 1; export { x }',
  'e.cjs': '',
  'worker.mjs': 'import "./of-worker.mjs"',
  'of-worker.mjs': '',
  'child.cjs': 'require("./of-child.cjs"); process.kill(process.pid, "SIGKILL")',
  'of-child.cjs': '',
  'shell.cjs': '',
  'not-loaded.js': '',
  'said.js': '',
};

describe('the record of loaded files', () => {
  test.each([
    ['this Node.js', null],
    ['18.12.1, that takes no --import from NODE_OPTIONS', '18.12.1'],
    ['22.14.0, whose loader has no hooks yet', '22.14.0'],
  ])(
    'lists on %s what is imported and required, also by threads and descendants',
    async (_, version) => {
      const signal = AbortSignal.timeout(300_000);
      const node =
        version === null
          ? process.execPath
          : (await findNodeBinary(host, version, resolveCacheFolder(host), signal)).path;
      writeInto(root, PROGRAM);
      mkdirSync(join(root, 'node_modules'));
      symlinkSync('../real', join(root, 'node_modules/linked'));
      const { loaded, own, result } = await loadedBy(['main.mjs'], '--no-deprecation', node);
      // Options and output of the program stay as they are.
      expect(result).toMatchObject({ stdout: '0 true\n', stderr: '', exit: { code: 5 } });
      // Files that a program only claims to be are not among them, and links are resolved.
      expect(own).toEqual([
        'b.cjs',
        'c.mjs',
        'child.cjs',
        ...(version === null ? ['d.ts'] : []),
        'data.json',
        'e.cjs',
        'main.mjs',
        'of-child.cjs',
        'of-worker.mjs',
        'real/index.js',
        'shell.cjs',
        'worker.mjs',
      ]);
      // Native parts of packages.
      expect(loaded.filter((path) => path.endsWith('.node'))).toHaveLength(1);
    },
  );

  test('keeps the options of the program', () => {
    expect(traceLoadedFiles(folder, '--no-deprecation').NODE_OPTIONS).toMatch(
      /^--no-deprecation --require="\/.+\.cjs"$/,
    );
  });

  test('lets a program run when its record cannot be written', async () => {
    rmSync(folder, { recursive: true });
    writeInto(root, { 'main.mjs': 'console.log("fine")' });
    const { result, loaded } = await loadedBy(['main.mjs']);
    expect(result).toMatchObject({ stdout: 'fine\n', stderr: '' });
    expect(loaded).toEqual([]);
  });

  test('ignores a line that a kill cut off', () => {
    writeInto(folder, { 'loaded-files': '"/a"\n"/b"\n"/a"\n"/c' });
    expect(readLoadedFiles(host.files, folder)).toEqual(['/a', '/b']);
  });
});

test('counts a file in none of the folders as outside, whatever its name begins with', () => {
  const loaded = ['/side/x.js', '/side-b/x.js', '/deps/a/..b/x.js', '/other/x.js'];
  expect(filesLoadedOutside(loaded, ['/side', '/deps'])).toEqual(['/side-b/x.js', '/other/x.js']);
});

test('files from outside a side include those of the working tree and of the other side, but not those of its packages and of Node.js', async () => {
  const repository = createSampleRepository({ 'x.mjs': '' });
  repository.write({
    'node_modules/dep/index.js': '',
    'package.json': '{"dependencies":{"dep":"1"}}',
  });
  repository.commit('v1');
  repository.write({
    'main.mjs': `import 'dep'; import 'perf-harness';
      for (const url of process.argv.slice(2)) await import(url);`,
  });
  const snapshots = await openSampleSnapshots(host, repository);
  const { a, b } = snapshots.moveIntoSlots(1);
  const hook = new URL('../../../harness/loader/register-self-reference.ts', import.meta.url).href;
  const all = [a, b, repository.root].map((top) => join(top, 'x.mjs'));
  const urls = all.map((path) => pathToFileURL(path).href);
  const { loaded, result } = await loadedBy(['--import', hook, join(b, 'main.mjs'), ...urls]);
  expect(result).toMatchObject({ stderr: '', exit: { type: 'code', code: 0 } });
  expect(loaded).toEqual(
    expect.arrayContaining([...all, join(repository.root, 'node_modules/dep/index.js')]),
  );
  expect(snapshots.filesOutside('b', loaded).toSorted()).toEqual(
    [join(a, 'x.mjs'), join(repository.root, 'x.mjs')].toSorted(),
  );
  snapshots.moveIntoSlots(0);
  expect(snapshots.filesOutside('b', [join(b, 'x.mjs')])).toEqual([join(b, 'x.mjs')]);
  const ofNode = join(folder, 'npm');
  mkdirSync(ofNode);
  await host.processes.exec({
    file: 'npm',
    args: ['--version'],
    cwd: a,
    env: traceLoadedFiles(ofNode, undefined),
    timeoutMs: 300_000,
  });
  const loadedByNpm = readLoadedFiles(host.files, ofNode);
  expect(loadedByNpm.some((path) => path.includes('/npm/'))).toBe(true);
  expect(snapshots.filesOutside('a', loadedByNpm)).toEqual([]);
  const caches = host.env.XDG_CACHE_HOME ?? join(host.env.HOME ?? '', '.cache');
  const cached = ['flags-of-v8.json', 'code.js'].map((name) => join(caches, 'a-tool', name));
  expect(snapshots.filesOutside('a', cached)).toEqual([cached[1]]);
  snapshots.remove();
  repository.remove();
});
