import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findLighthouse } from '../../../harness/executors/page/lighthouse/find-lighthouse.ts';
import { createHost } from '../../../harness/host.ts';
import { runCommand } from '../../support/command-line.ts';

function install(tool: string) {
  const cache = mkdtempSync(join(tmpdir(), 'perf-harness-cache-'));
  const env = { PERF_HARNESS_CACHE: cache };
  return { cache, result: runCommand(['doctor', '--install', tool], { cwd: tmpdir(), env }) };
}

test('a version that there is none of is told, and nothing of it stays', async () => {
  const { cache, result } = install('lighthouse@0.0.1');
  const { code, err } = await result;
  expect(code).toBe(5);
  expect(err).toContain('Lighthouse 0.0.1 could not be installed');
  expect(readdirSync(join(cache, 'tools/lighthouse'))).toEqual([]);
});

test('versions are whole ones', async () => {
  const { code, err } = await install('lighthouse@next').result;
  expect(code).toBe(2);
  expect(err).toContain('lighthouse@next');
});

/** A package as far as it is looked at. */
function withLighthouse(folder: string, version: string): string {
  const own = join(folder, 'node_modules/lighthouse');
  mkdirSync(own, { recursive: true });
  const manifest = { name: 'lighthouse', version, bin: { lighthouse: 'cli/index.js' } };
  writeFileSync(join(own, 'package.json'), JSON.stringify(manifest));
  return folder;
}

test.each(['0x', 'clinic'])('a version of %s that there is none of is told', async (name) => {
  const { cache, result } = install(`${name}@0.0.999`);
  const { code, err } = await result;
  expect(code).toBe(5);
  expect(err).toContain(`${name} 0.0.999 could not be installed`);
  expect(readdirSync(join(cache, 'tools', name))).toEqual([]);
});

test('a tool that is not known is refused with those that are', async () => {
  const { code, err } = await install('perf').result;
  expect(code).toBe(2);
  expect(err.replace(/\s+/g, ' ')).toContain(
    '--install takes k6, playwright-core, lighthouse, 0x, clinic, @ast-grep/lang-python',
  );
});

test("a project's own comes before that of the cache, and the newest of the cache before others", () => {
  const cache = mkdtempSync(join(tmpdir(), 'perf-harness-cache-'));
  const host = { ...createHost(), env: { PERF_HARNESS_CACHE: cache } };
  const empty = mkdtempSync(join(tmpdir(), 'perf-harness-project-'));
  const versionFor = (folder: string): string => {
    const found = findLighthouse(host, folder);
    return found.type === 'found' ? found.lighthouse.version : found.finding.id;
  };
  expect(versionFor(empty)).toBe('tool-missing');
  for (const version of ['13.9.0', '13.10.0']) {
    withLighthouse(join(cache, 'tools/lighthouse', version), version);
  }
  expect(versionFor(empty)).toBe('13.10.0');
  const project = (version: string): string =>
    withLighthouse(mkdtempSync(join(tmpdir(), 'perf-harness-project-')), version);
  expect(versionFor(project('14.0.0'))).toBe('14.0.0');
  expect(versionFor(project('12.6.1'))).toBe('tool-version');
});
