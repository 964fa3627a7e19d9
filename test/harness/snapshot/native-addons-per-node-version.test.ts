/** Addons built for one Node.js, on sides that each run their own Node.js. */
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { resolveCacheFolder } from '../../../harness/host/harness-cache-folder.ts';
import { createHost } from '../../../harness/host.ts';
import type {
  SnapshotProgress,
  SnapshotRequest,
} from '../../../harness/snapshot/base-and-head-snapshot-request.ts';
import { findNodeBinary } from '../../../harness/snapshot/dependencies/find-or-download-node-binary.ts';
import { hasV8BoundAddon } from '../../../harness/snapshot/dependencies/provide-compared-side-dependencies.ts';
import { withUnguardedGit } from '../../support/run-git-without-process-guardian.ts';
import { addPackage, installLocked, writeLockfile } from './local-npm-packages.ts';
import {
  createTestRepository,
  openSampleSnapshots,
  type SampleRepository,
  writeInto,
} from './temporary-git-repository.ts';

const host = withUnguardedGit(createHost());
const PATIENCE_MS = 300_000;

describe('sides with their own Node.js', () => {
  let repository: SampleRepository;
  let steps: string[];
  let runtimes: NonNullable<SnapshotRequest['runtimes']>;

  beforeEach(async () => {
    steps = [];
    repository = createTestRepository();
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const { path } = await findNodeBinary(host, '24', resolveCacheFolder(host), signal);
    runtimes = {
      a: { env: {}, nodePath: path },
      b: { env: {}, nodePath: null },
    };
  });

  /** Installs a package that builds a file for the Node.js that installs it. */
  const installBuilding = (file: string): void => {
    const build = `require('fs').writeFileSync('${file}', process.version)`;
    const dep = addPackage(repository, 'dep', '1.0.0', {
      'package.json': '{"name":"dep","version":"1.0.0","scripts":{"install":"node build.js"}}',
      'build.js': build,
    });
    writeLockfile(repository, { dependencies: { dep } });
    const path = join(repository.root, 'package-lock.json');
    const text = readFileSync(path, 'utf8').replace(
      '"resolved"',
      '"hasInstallScript":true,"resolved"',
    );
    repository.write({ 'package-lock.json': text });
    installLocked(repository.root);
    repository.write({ [`node_modules/dep/${file}`]: process.version });
    repository.commit('v1');
  };
  const openBoth = async (): Promise<readonly string[]> => {
    const snapshots = await openSampleSnapshots(host, repository, {
      base: { type: 'tree' },
      runtimes,
      onProgress: ({ side, step }: SnapshotProgress) => void steps.push(`${side} ${step}`),
    });
    expect([snapshots.base.findings, snapshots.head.findings]).toEqual([[], []]);
    const { a, b } = snapshots.moveIntoSlots(0);
    return [a, b].map((root) => realpathSync(join(root, 'node_modules/dep')));
  };

  test('have addons built for each, and stored', async () => {
    installBuilding('addon.node');
    const built = (await openBoth()).map((path) => readFileSync(join(path, 'addon.node'), 'utf8'));
    expect(built).toEqual([expect.stringMatching(/^v24\./), process.version]);
    steps.length = 0;
    await openBoth();
    expect(steps).toEqual(['a copy', 'b copy']);
  });

  test('share what is installed when there are no addons', async () => {
    installBuilding('built.txt');
    const own = join(repository.root, 'node_modules/dep');
    expect(await openBoth()).toEqual([own, own]);
  });
});

describe('an addon', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'perf-harness addons-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('fits every Node.js when it is built on Node-API', async () => {
    const require = createRequire(import.meta.url);
    const sqlite = join(require.resolve('better-sqlite3/package.json'), '../prebuilds');
    expect(host.files.list(sqlite).some((name) => name.endsWith('.node'))).toBe(true);
    expect(await hasV8BoundAddon(host.files, sqlite)).toBe(false);
  });

  test('fits a single Node.js otherwise, however deep it lies', async () => {
    writeInto(folder, {
      'dep/index.js': '',
      'dep/napi.node': `${'x'.repeat((3 << 20) - 5)}napi_register_module_v1`,
    });
    expect(await hasV8BoundAddon(host.files, folder)).toBe(false);
    writeInto(folder, { '@scope/dep/build/Release/addon.node': 'node_register_module_v137' });
    expect(await hasV8BoundAddon(host.files, folder)).toBe(true);
  });
});
