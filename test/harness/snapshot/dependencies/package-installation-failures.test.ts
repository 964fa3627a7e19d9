/** Unavailable packages, with a real npm: no network and an empty cache, or no permission. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import type { Finding } from '../../../../harness/model/finding.ts';
import type { Snapshots } from '../../../../harness/snapshot/base-and-head-snapshots.ts';
import { checkInstallerResult } from '../../../../harness/snapshot/dependencies/install-findings.ts';
import { startSampleRegistry } from '../local-npm-registry.ts';
import {
  createSampleRepository,
  openSampleSnapshots,
  type SampleRepository,
} from '../temporary-git-repository.ts';

const host = createHost();
let repository: SampleRepository;
let snapshots: Snapshots | null;
/** Progress steps of both sides, in order. */
let steps: string[];

beforeEach(() => {
  snapshots = null;
  steps = [];
  repository = createSampleRepository();
});
afterEach(() => {
  snapshots?.remove();
  repository.remove();
});

/** Returns the finding about a side whose dependency is not installed yet. */
async function told(settings: string, address: string): Promise<Finding | undefined> {
  const dependencies = { '@acme/dep': '1.0.0' };
  const resolved = `${address}@acme/dep/1.0.0`;
  const packages = {
    '': { name: 'sample', dependencies },
    'node_modules/@acme/dep': { version: '1.0.0', resolved, integrity: 'sha512-AAAA' },
  };
  repository.write({
    '.npmrc': `${settings}\nfetch-retries=0\n`,
    'package.json': JSON.stringify({ name: 'sample', dependencies }),
    'package-lock.json': JSON.stringify({
      name: 'sample',
      lockfileVersion: 3,
      requires: true,
      packages,
    }),
  });
  repository.commit('v1');
  snapshots = await openSampleSnapshots(host, repository, {
    onProgress: ({ side, step }) => void steps.push(`${side} ${step}`),
  });
  return snapshots.head.findings[0];
}

test('reports what is missing without a network and with an empty cache', async () => {
  const registry = await startSampleRegistry();
  await registry.close();
  const [, address = ''] = /registry=(\S+)/u.exec(registry.settings) ?? [];
  const finding = await told(registry.settings, address);
  expect(finding).toMatchObject({ id: 'install-failed', level: 'error' });
  expect(finding?.message).toMatch(/ECONNREFUSED.*@acme/u);
  expect(finding?.remedy).toMatch(/not in the npm cache.*compare again with a network/u);
  // Both sides need the same packages: installing is tried once, and the failure is reported for
  // both.
  expect(steps).toEqual(['a copy', 'b copy', 'a install']);
  expect(finding?.message).toContain('of both sides');
  expect(snapshots?.base.findings).toEqual(snapshots?.head.findings);
});

test('reports a private package as private', async () => {
  const registry = await startSampleRegistry('secret');
  try {
    const [, address = ''] = /registry=(\S+)/u.exec(registry.settings) ?? [];
    const finding = await told(registry.settings, address);
    expect(finding?.message).toMatch(/E401/u);
    expect(finding?.remedy).toMatch(/private, and its registry rejected npm: log in/u);
  } finally {
    await registry.close();
  }
});

test('ends an install script that never ends, and reports it as such', () => {
  const exit = { type: 'signal', signal: 'SIGKILL' } as const;
  const result = { exit, timedOut: true, stdout: '> dep@1.0.0 postinstall', stderr: '' };
  const ended = { ...result, truncated: false, durationMs: 600_000 } as Parameters<
    typeof checkInstallerResult
  >[2];
  const finding = checkInstallerResult('main', 'npm', ended, '/tmp');
  expect(finding?.message).toMatch(/could not be installed: npm did not finish within 10 min/u);
  expect(finding?.remedy).toMatch(/package or project script that never ends or waits for input/u);
});
