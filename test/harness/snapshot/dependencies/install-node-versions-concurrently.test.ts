/** Other Node.js versions, from a registry with a small stand-in; npm itself installs it once. */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { EXIT } from '../../../../harness/model/exit-code.ts';
import {
  findNodeBinary,
  type NodeBinary,
} from '../../../../harness/snapshot/dependencies/find-or-download-node-binary.ts';
import { withUnguardedGit } from '../../../support/run-git-without-process-guardian.ts';
import { startSampleRegistry } from '../local-npm-registry.ts';
import { expectError, writeInto } from '../temporary-git-repository.ts';

const { platform, arch } = process;
const NAME = `node-${platform}-${arch}`;
const real = withUnguardedGit(createHost());
/** Executable that npm would install; installing takes a while. */
let published = '';
const INSTALL_MS = 300;
const host: typeof real = {
  ...real,
  processes: {
    ...real.processes,
    exec: async (spec) => {
      if (spec.file !== 'npm') return real.processes.exec(spec);
      await sleep(INSTALL_MS, undefined, { signal: spec.signal }).catch(() => undefined);
      const executable = join(spec.cwd ?? '.', 'node_modules', NAME, 'bin/node');
      writeInto(dirname(executable), { node: published });
      chmodSync(executable, 0o755);
      const exit = { type: 'code', code: 0 } as const;
      return { exit, stdout: '', stderr: '', timedOut: false, truncated: false };
    },
  },
};
let cache: string;
let path: string;

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'perf-harness node-'));
  path = join(cache, 'node/24.0.1/node_modules', NAME, 'bin/node');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true });
});

const FINE = `#!/bin/sh\nexec '${process.execPath}' "$@"\n`;
const find = (signal = new AbortController().signal, by = host): Promise<NodeBinary> =>
  findNodeBinary(by, '24.0.1', cache, signal);
const inCache = (): readonly string[] => readdirSync(join(cache, 'node'));

test('installs a version once and finds it again', async () => {
  const registry = await startSampleRegistry();
  writeInto(cache, { settings: registry.settings });
  vi.stubEnv('npm_config_userconfig', join(cache, 'settings'));
  registry.publish(NAME, '24.0.1', { 'bin/node': FINE });
  const found = await find(undefined, real);
  await registry.close();
  expect(found).toMatchObject({ path, version: process.version });
  published = 'no longer there';
  expect(await find()).toEqual(found);
  expect(inCache()).toEqual(['24.0.1']);
});

test('installs a version again when a kill left an incomplete file in its place', async () => {
  published = FINE;
  writeInto(cache, { [path.slice(cache.length + 1)]: '\x7fELF' });
  expect(await find()).toMatchObject({ path, version: process.version });
  expect(readFileSync(path, 'utf8')).toBe(FINE);
  expect(inCache()).toEqual(['24.0.1']);
});

test('leaves nothing when the binary does not answer, and reports a failed installation', async () => {
  published = '\x7fELF';
  const error = await expectError(find());
  expect(error).toMatchObject({ code: 'node-not-installed', exitCode: EXIT.tool });
  expect(inCache()).toEqual([]);
});

test('keeps a version when another command ends early', async () => {
  published = FINE;
  const controller = new AbortController();
  const other = find(controller.signal);
  setTimeout(() => controller.abort(new Error('enough')), 50);
  const [mine] = await Promise.all([find(), expect(other).rejects.toThrow('enough')]);
  expect(mine.path).toBe(path);
  expect(readFileSync(path, 'utf8')).toBe(FINE);
  expect(inCache()).toEqual(['24.0.1']);
});

test('gives the same binary to two commands that install it at the same time', async () => {
  published = FINE;
  expect(await Promise.all([find(), find()])).toMatchObject([{ path }, { path }]);
  expect(inCache()).toEqual(['24.0.1']);
});
