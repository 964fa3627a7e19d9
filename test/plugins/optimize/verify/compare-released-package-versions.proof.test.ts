/** A released third-party package: against itself, and against a one-line change in a file. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import type { CheckResult } from '../../../../plugins/optimize/document/behavior-check-result.ts';
import { checkSessions } from '../../../../plugins/optimize/verify/check-change-by-replaying-recorded-calls.ts';
import { captureModuleCalls } from '../../../support/capture-module-calls.ts';
import { createInMemoryHost } from '../../../support/in-memory-host.ts';

const require = createRequire(import.meta.url);
const PACKAGE = dirname(require.resolve('semver/package.json'));

async function checkSemver(file: string, change: (text: string) => string): Promise<CheckResult> {
  const { host } = createInMemoryHost();
  const [base, head] = [join(host.cwd, 'base'), join(host.cwd, 'head')];
  for (const side of [base, head]) cpSync(PACKAGE, side, { recursive: true });
  const changed = join(head, file);
  const before = readFileSync(changed, 'utf8');
  const after = change(before);
  writeFileSync(changed, after);
  const exports = createRequire(join(base, 'x.js'))('./index.js') as Record<string, unknown>;
  const { session, call, construct, method } = captureModuleCalls('index.js', exports);
  call(['valid'], 'v1.2.3');
  call(['sort'], ['2.0.0', '1.0.0-rc.1', '1.0.0']);
  call(['satisfies'], '1.4.2', '^1.2.0 || >=3');
  call(['maxSatisfying'], ['1.0.0', '1.5.0', '2.0.0'], '1.x', { loose: true });
  call(['coerce'], 'x 3.4 y');
  const version = construct(['SemVer'], '1.2.3-beta.4');
  method(version, 'compare', '1.2.3');
  method(version, 'inc', 'patch');
  method(version, 'toString');
  const range = construct(['Range'], '>=1.0.0 <2.0.0-0');
  method(range, 'test', '1.9.9');
  try {
    return await checkSessions(host, {
      base,
      head,
      module: 'index.js',
      sessions: [session],
      seed: 3,
      budgetMs: 30_000,
      maxMade: 500,
      signal: new AbortController().signal,
    });
  } finally {
    await host.processes.stopAll();
    host.files.remove(host.cwd);
  }
}

it('accepts a version compared with itself, in all calls and in hundreds generated from them', async () => {
  const result = await checkSemver('index.js', (text) => `${text}\n`);
  expect(result).toMatchObject({ state: 'same', captured: 11 });
  if (result.state !== 'same') return;
  expect(result.functions).toContain('SemVer#inc');
  expect(result.made).toBeGreaterThan(400);
});

it('refutes a version in which prereleases count as the release', async () => {
  const result = await checkSemver('classes/semver.js', (text) =>
    text.replace(
      'return this.compareMain(other) || this.comparePre(other)',
      'return this.compareMain(other)',
    ),
  );
  expect(result).toMatchObject({ state: 'differs', counterexample: { origin: 'captured' } });
});

it('refutes a version that sorts equal versions of a list into another order', async () => {
  const result = await checkSemver('functions/sort.js', (text) =>
    text.replace('list.sort(', 'list.reverse().sort('),
  );
  expect(result).toMatchObject({ state: 'differs' });
});
