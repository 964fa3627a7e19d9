/** Unavailable packages, with a real npm: no network and an empty cache. */
import { expect, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { checkInstallerResult } from '../../../../harness/snapshot/dependencies/install-findings.ts';
import { withUnguardedGit } from '../../../support/run-git-without-process-guardian.ts';
import { startSampleRegistry } from '../local-npm-registry.ts';
import { createSampleRepository, openSampleSnapshots } from '../temporary-git-repository.ts';

const host = withUnguardedGit(createHost());
const FAILED: Parameters<typeof checkInstallerResult>[2] = {
  exit: { type: 'signal', signal: 'SIGKILL' },
  stdout: '',
  stderr: '',
  timedOut: false,
  truncated: false,
};

test('reports what is missing without a network and with an empty cache', async () => {
  const registry = await startSampleRegistry();
  await registry.close();
  const [, address = ''] = /registry=(\S+)/u.exec(registry.settings) ?? [];
  const dependencies = { '@acme/dep': '1.0.0' };
  const resolved = `${address}@acme/dep/1.0.0`;
  const packages = {
    '': { name: 'sample', dependencies },
    'node_modules/@acme/dep': { version: '1.0.0', resolved, integrity: 'sha512-AAAA' },
  };
  const lock = { name: 'sample', lockfileVersion: 3, requires: true, packages };
  const repository = createSampleRepository({
    '.npmrc': `${registry.settings}\nfetch-retries=0\n`,
    'package.json': JSON.stringify({ name: 'sample', dependencies }),
    'package-lock.json': JSON.stringify(lock),
  });
  repository.commit('v1');
  /** Progress steps of both sides, in order. */
  const steps: string[] = [];
  const snapshots = await openSampleSnapshots(host, repository, {
    onProgress: ({ side, step }) => void steps.push(`${side} ${step}`),
  });
  const [finding] = snapshots.head.findings;
  expect(finding).toMatchObject({ id: 'install-failed', level: 'error' });
  expect(finding?.message).toMatch(/ECONNREFUSED.*@acme/u);
  expect(finding?.remedy).toMatch(/not in the npm cache.*compare again with a network/u);
  // Both sides need the same packages: installing is tried once, and the failure is reported for
  // both.
  expect(steps).toEqual(['a copy', 'b copy', 'a install']);
  expect(finding?.message).toContain('of both sides');
  expect(snapshots.base.findings).toEqual(snapshots.head.findings);
  snapshots.remove();
  repository.remove();
});

test('ends in an error of its own when the disk is full', () => {
  const stderr = 'npm error code ENOSPC\nnpm error nospc There appears to be insufficient space';
  expect(() => checkInstallerResult('main', 'npm', { ...FAILED, stderr }, '/tmp')).toThrow(
    expect.objectContaining({ code: 'disk-full', exitCode: 2 }),
  );
});

test('ends an install script that never ends, and reports it as such', () => {
  const ended = { ...FAILED, timedOut: true, stdout: '> dep@1.0.0 postinstall' };
  const finding = checkInstallerResult('main', 'npm', ended, '/tmp');
  expect(finding?.message).toMatch(/could not be installed: npm did not finish within 10 min/u);
  expect(finding?.remedy).toMatch(/package or project script that never ends or waits for input/u);
});
