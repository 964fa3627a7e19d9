import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { resolveCacheFolder } from '../../../harness/host/harness-cache-folder.ts';
import { createHost } from '../../../harness/host.ts';
import { findNodeBinary } from '../../../harness/snapshot/dependencies/find-or-download-node-binary.ts';
import {
  filesLoadedOutside,
  readLoadedFiles,
  traceLoadedFiles,
} from '../../../harness/snapshot/trace-loaded-files.ts';
import {
  createSampleRepository,
  openSampleSnapshots,
  writeInto,
} from './temporary-git-repository.ts';

const host = createHost();
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

describe('the record of loaded files', () => {
  test('lists what is imported and what is required, the program itself first', async () => {
    writeInto(root, {
      'main.cjs': 'require("./b.cjs"); require("./data.json"); import("./c.mjs")',
      'b.cjs': '',
      'data.json': '{}',
      'c.mjs':
        'import "./d.ts"; import { createRequire } from "node:module"; createRequire(import.meta.url)("./e.cjs")',
      'd.ts': 'const x: number = 1; export { x }',
      'e.cjs': '',
      'not-loaded.js': '',
    });
    const { own, result } = await loadedBy(['main.cjs']);
    expect(result).toMatchObject({ stderr: '', exit: { type: 'code', code: 0 } });
    expect(own).toEqual(['b.cjs', 'c.mjs', 'd.ts', 'data.json', 'e.cjs', 'main.cjs']);
  });

  test('lists what worker threads and descendants load, through a shell too', async () => {
    writeInto(root, {
      'main.mjs': `import { Worker } from 'node:worker_threads';
        import { execSync, fork } from 'node:child_process';
        new Worker(new URL('./worker.mjs', import.meta.url));
        fork(new URL('./child.cjs', import.meta.url));
        execSync('"' + process.execPath + '" shell.cjs');`,
      'worker.mjs': 'import "./of-worker.mjs"',
      'of-worker.mjs': '',
      'child.cjs': 'require("./of-child.cjs")',
      'of-child.cjs': '',
      'shell.cjs': '',
    });
    const { own } = await loadedBy(['main.mjs']);
    expect(own).toEqual([
      'child.cjs',
      'main.mjs',
      'of-child.cjs',
      'of-worker.mjs',
      'shell.cjs',
      'worker.mjs',
    ]);
  });

  test('names files with all links resolved', async () => {
    writeInto(root, { 'real/index.js': '', 'main.cjs': 'require("linked")' });
    await host.processes.exec({
      file: 'sh',
      args: ['-c', 'mkdir node_modules && ln -s ../real node_modules/linked'],
      cwd: root,
      timeoutMs: 300_000,
    });
    expect((await loadedBy(['main.cjs'])).own).toEqual(['main.cjs', 'real/index.js']);
  });

  test('lists the native parts of packages', async () => {
    const koffi = createRequire(import.meta.url).resolve('koffi');
    const { loaded } = await loadedBy(['-e', `require(${JSON.stringify(koffi)})`]);
    expect(loaded.filter((path) => path.endsWith('.node'))).toHaveLength(1);
  });

  test('outlives a killed process', async () => {
    writeInto(root, {
      'main.cjs': 'require("./b.cjs"); process.kill(process.pid, "SIGKILL")',
      'b.cjs': '',
    });
    const { own, result } = await loadedBy(['main.cjs']);
    expect(result.exit).toEqual({ type: 'signal', signal: 'SIGKILL' });
    expect(own).toEqual(['b.cjs', 'main.cjs']);
  });

  test('leaves options and output of the program unchanged', async () => {
    writeInto(root, {
      'main.mjs':
        'console.log(process.execArgv.length, new Error("x").stack.split("\\n").length > 1); process.exitCode = 5',
    });
    const { result } = await loadedBy(['main.mjs'], '--no-deprecation');
    expect(result).toMatchObject({
      stdout: '0 true\n',
      stderr: '',
      exit: { type: 'code', code: 5 },
    });
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

describe.each([
  ['18.12.1', 'that takes no --import from NODE_OPTIONS'],
  ['22.14.0', 'whose loader has no hooks yet'],
])('the record of loaded files in Node.js %s, %s,', (version) => {
  let execPath: string;

  beforeAll(async () => {
    const signal = AbortSignal.timeout(300_000);
    execPath = (await findNodeBinary(host, version, resolveCacheFolder(host), signal)).path;
  });

  test('lists what is imported, required and loaded by threads and descendants', async () => {
    writeInto(root, {
      'main.mjs': `import { Worker } from 'node:worker_threads';
        import { fork } from 'node:child_process';
        import './b.cjs';
        debugger;
        await import('./c.mjs');
        new Worker(new URL('./worker.mjs', import.meta.url));
        fork('./child.cjs');
        process.on('exit', () => console.log(process.execArgv.length));`,
      'b.cjs': 'require("./data.json")',
      'data.json': '{}',
      'c.mjs': '',
      'worker.mjs': '',
      'child.cjs': 'require("./of-child.cjs"); process.kill(process.pid, "SIGKILL")',
      'of-child.cjs': '',
      'not-loaded.js': '',
    });
    const { own, result } = await loadedBy(['main.mjs'], undefined, execPath);
    expect(result).toMatchObject({ stdout: '0\n', stderr: '', exit: { type: 'code', code: 0 } });
    expect(own).toEqual([
      'b.cjs',
      'c.mjs',
      'child.cjs',
      'data.json',
      'main.mjs',
      'of-child.cjs',
      'worker.mjs',
    ]);
  });

  test('omits a file that a program only claims to be', async () => {
    writeInto(root, {
      'main.cjs': `const vm = require('node:vm');
        vm.runInThisContext('1', { filename: ${JSON.stringify(join(root, 'nowhere.js'))} });
        eval(${JSON.stringify(`1\n//# sourceURL=${pathToFileURL(join(root, 'said.js')).href}`)});`,
      'said.js': '',
    });
    expect((await loadedBy(['main.cjs'], undefined, execPath)).own).toEqual(['main.cjs']);
  });

  test('lists the native parts of packages', async () => {
    const koffi = createRequire(import.meta.url).resolve('koffi');
    const program = `require(${JSON.stringify(koffi)})`;
    const { loaded } = await loadedBy(['-e', program], undefined, execPath);
    expect(loaded.filter((path) => path.endsWith('.node'))).toHaveLength(1);
  });
});

test('counts a file in none of the folders as outside, whatever its name begins with', () => {
  const loaded = ['/side/x.js', '/side-b/x.js', '/deps/a/..b/x.js', '/other/x.js'];
  expect(filesLoadedOutside(loaded, ['/side', '/deps'])).toEqual(['/side-b/x.js', '/other/x.js']);
});

describe('files from outside a side', () => {
  test('include those of the working tree and of the other side, but not those of its packages', async () => {
    const repository = createSampleRepository({ 'x.mjs': '' });
    repository.write({
      'node_modules/dep/index.js': '',
      'package.json': '{"dependencies":{"dep":"1"}}',
    });
    repository.commit('v1');
    repository.write({
      'main.mjs': `import './x.mjs'; import 'dep'; import 'perf-harness'; await import(process.argv[2]);`,
    });
    const snapshots = await openSampleSnapshots(host, repository);
    const { a, b } = snapshots.arrange(1);
    const hook = new URL('../../../harness/loader/register-self-reference.ts', import.meta.url)
      .href;
    const outsideOf = async (imported: string) => {
      rmSync(join(folder, 'loaded-files'), { force: true });
      const url = pathToFileURL(imported).href;
      const { loaded, result } = await loadedBy(['--import', hook, join(b, 'main.mjs'), url]);
      expect(result).toMatchObject({ stderr: '', exit: { type: 'code', code: 0 } });
      expect(loaded).toContain(join(repository.root, 'node_modules/dep/index.js'));
      return snapshots.outside('b', loaded);
    };
    expect(await outsideOf(join(b, 'x.mjs'))).toEqual([]);
    expect(await outsideOf(join(a, 'x.mjs'))).toEqual([join(a, 'x.mjs')]);
    const inTree = join(repository.root, 'x.mjs');
    expect(await outsideOf(inTree)).toEqual([inTree]);
    snapshots.arrange(0);
    expect(snapshots.outside('b', [join(b, 'x.mjs')])).toEqual([join(b, 'x.mjs')]);
    snapshots.remove();
    repository.remove();
  });

  test('exclude those that came with Node.js', async () => {
    const repository = createSampleRepository({ 'package.json': '{"scripts":{"go":"node -e 0"}}' });
    repository.commit('v1');
    const snapshots = await openSampleSnapshots(host, repository);
    const { a } = snapshots.arrange(0);
    await host.processes.exec({
      file: 'npm',
      args: ['run', 'go'],
      cwd: a,
      env: traceLoadedFiles(folder, undefined),
      timeoutMs: 300_000,
    });
    const loaded = readLoadedFiles(host.files, folder);
    expect(loaded.some((path) => path.includes('/npm/'))).toBe(true);
    expect(snapshots.outside('a', loaded)).toEqual([]);
    snapshots.remove();
    repository.remove();
  });
});
