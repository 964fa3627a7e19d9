import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import type {
  PrepareRequest,
  SnapshotProgress,
} from '../../../harness/snapshot/base-and-head-snapshot-request.ts';
import type { Snapshots } from '../../../harness/snapshot/base-and-head-snapshots.ts';
import { withUnguardedGit } from '../../support/run-git-without-process-guardian.ts';
import {
  addPackage,
  hostWithLockedInstall,
  installLocked,
  writeLockfile,
} from './local-npm-packages.ts';
import {
  createTestRepository,
  openSampleSnapshots,
  type SampleRepository,
} from './temporary-git-repository.ts';

const host = withUnguardedGit(createHost());
let repository: SampleRepository;

beforeEach(() => {
  repository = createTestRepository({
    'src.js': 'one',
    'build.cjs': `const fs = require('fs');
      fs.writeFileSync('built.txt', process.cwd() + ' ' + fs.readFileSync('src.js', 'utf8'));`,
  });
  repository.commit('v1');
  repository.write({ 'src.js': 'two' });
});

const argv = (...words: readonly [string, ...string[]]): PrepareRequest => ({
  scenarios: ['any'],
  command: { type: 'argv', argv: words },
  cwd: repository.root,
  env: {},
});
const shell = (text: string): PrepareRequest => ({
  scenarios: ['any'],
  command: { type: 'shell', text },
  cwd: repository.root,
  env: {},
});
const built = (root: string): string => readFileSync(join(root, 'built.txt'), 'utf8');

describe('a side with a build', () => {
  test('is built in each slot, and the build of that slot lies there', async () => {
    const steps: SnapshotProgress[] = [];
    const snapshots = await openSampleSnapshots(host, repository, {
      prepare: [argv('node', join(repository.root, 'build.cjs'))],
      onProgress: (progress) => steps.push(progress),
    });
    for (const slot of [0, 1, 1, 0] as const) {
      const { a, b } = snapshots.moveIntoSlots(slot);
      expect(built(a)).toBe(`${a} one`);
      expect(built(b)).toBe(`${b} two`);
    }
    expect(steps.filter(({ step }) => step === 'prepare')).toHaveLength(4);
    expect(existsSync(join(repository.root, 'built.txt'))).toBe(false);
    expect(snapshots.difference.paths).toEqual(['src.js']);
  });

  test("runs its commands in their order, each in its folder, with the side's variables and Node.js first", async () => {
    repository.write({ 'sub/x': '' });
    repository.commit('v2');
    const nodeFolder = join(repository.root, 'node-of-b');
    repository.write({ 'node-of-b/node': '#!/bin/sh\necho own node > node.txt\n' });
    chmodSync(join(nodeFolder, 'node'), 0o755);
    const snapshots = await openSampleSnapshots(host, repository, {
      base: { type: 'ref', ref: 'v2' },
      prepare: [
        {
          ...shell('echo "$WHERE $MODE" > ../built.txt'),
          cwd: join(repository.root, 'sub'),
          env: { WHERE: join(repository.root, 'sub'), MODE: 'none' },
        },
        shell('pwd >> built.txt; git rev-parse HEAD >> built.txt; node --version > /dev/null'),
      ],
      runtimes: {
        a: { env: { MODE: 'development' }, nodePath: null },
        b: { env: { MODE: 'production' }, nodePath: join(nodeFolder, 'node') },
      },
    });
    const { a, b } = snapshots.moveIntoSlots(1);
    const commit = repository.git('rev-parse', 'v2');
    expect(built(a)).toBe(`${a}/sub development\n${a}\n${commit}`);
    expect(built(b)).toBe(`${b}/sub production\n${b}\n${commit}`);
    expect([a, b].map((root) => existsSync(join(root, 'node.txt')))).toEqual([false, true]);
  });

  test('is built for the other scenarios, equally in both slots, when builds fail, and names each failure', async () => {
    repository.write({ 'build.cjs': 'process.exit(0)' });
    repository.git('rm', '-q', '--cached', 'build.cjs');
    repository.git('commit', '-q', '-m', 'no build');
    let slow = 0;
    const { processes } = host;
    // Ten minutes otherwise.
    const impatient: typeof processes = {
      ...processes,
      exec: (spec) => {
        const isSlow = spec.file === 'sleep 60';
        if (isSlow) slow += 1;
        return processes.exec(isSlow ? { ...spec, timeoutMs: 100 } : spec);
      },
    };
    const snapshots = await openSampleSnapshots({ ...host, processes: impatient }, repository, {
      base: { type: 'ref', ref: 'HEAD' },
      prepare: [
        { ...argv('node', 'build.cjs'), scenarios: ['file'] },
        { ...argv('no-such-program'), scenarios: ['program'] },
        { ...shell('echo half > left.txt; exit 3'), scenarios: ['broken', 'alike'] },
        { ...shell('sleep 60'), scenarios: ['slow'] },
        { ...shell('echo whole > built.txt'), scenarios: ['fine'] },
      ],
    });
    const told = ({ failedBuilds }: Snapshots['base']) =>
      failedBuilds.map(({ scenarios, finding }) => [scenarios.join(), finding.message]);
    const common = [
      ['program', expect.stringContaining('could not be started (ENOENT)')],
      ['broken,alike', expect.stringContaining('exited with code 3')],
      ['slow', expect.stringContaining('did not finish within 10 min')],
    ];
    const missing = expect.stringMatching(
      /^HEAD could not be built: "node build\.cjs" exited with code 1: Error: Cannot find module '.*build\.cjs'$/,
    );
    expect(told(snapshots.base)).toEqual([['file', missing], ...common]);
    expect(told(snapshots.head)).toEqual(common);
    expect(snapshots.base.failedBuilds[0]?.finding).toMatchObject({
      id: 'prepare-failed',
      level: 'error',
    });
    expect(snapshots.base.findings).toEqual([]);
    // A build that timed out is not tried in the other slot.
    expect(slow).toBe(2);
    for (const slot of [0, 1] as const) {
      for (const root of Object.values(snapshots.moveIntoSlots(slot))) {
        expect(built(root)).toBe('whole\n');
        expect(readFileSync(join(root, 'left.txt'), 'utf8')).toBe('half\n');
      }
    }
  });

  test('is built while the other side is', async () => {
    const meeting = join(repository.root, 'meeting');
    mkdirSync(meeting);
    // Each build ends once the other one has begun.
    const wait = `touch ${meeting}/$(basename $(dirname "$PWD"))-$$; for i in $(seq 600); do [ $(ls ${meeting} | wc -l) -ge 2 ] && exit 0; sleep 0.1; done; exit 1`;
    const { base, head } = await openSampleSnapshots(host, repository, { prepare: [shell(wait)] });
    expect([...base.failedBuilds, ...head.failedBuilds]).toEqual([]);
  });

  test('leaves nothing when it is aborted', async () => {
    const controller = new AbortController();
    const opening = openSampleSnapshots(host, repository, {
      prepare: [shell('sleep 60')],
      signal: controller.signal,
      onProgress: ({ step }) => {
        if (step === 'prepare') setTimeout(() => controller.abort(new Error('enough')), 200);
      },
    });
    await expect(opening).rejects.toThrow('enough');
    expect(readdirSync(join(repository.cache, 'snapshots'))).toEqual([]);
  });

  test('is rejected when it writes into packages that the other side loads too', async () => {
    const prepare = [shell('echo "// changed" >> node_modules/dep/index.js')];
    writeLockfile(repository, { dependencies: { dep: addPackage(repository, 'dep', '1.0.0') } });
    installLocked(repository.root);
    repository.commit('v2');
    repository.write({ 'src.js': 'three' });
    const base = { type: 'ref', ref: 'v2' } as const;
    let snapshots = await openSampleSnapshots(hostWithLockedInstall(host), repository, {
      base,
      prepare,
    });
    expect(snapshots.base.findings).toMatchObject([{ id: 'dependencies-written', level: 'error' }]);
    expect(snapshots.base.findings[0]?.message).toContain('node_modules/dep/index.js');
    snapshots.remove();

    // Dependencies that were installed for comparisons are discarded in that case.
    repository.write({ node_modules: null });
    snapshots = await openSampleSnapshots(hostWithLockedInstall(host), repository, {
      base,
      prepare,
    });
    expect(snapshots.base.findings).toMatchObject([{ id: 'dependencies-written' }]);
    snapshots.remove();
    snapshots = await openSampleSnapshots(hostWithLockedInstall(host), repository, { base });
    const { a } = snapshots.moveIntoSlots(0);
    expect(readFileSync(join(a, 'node_modules/dep/index.js'), 'utf8')).not.toContain('changed');
  });
});
