import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findLighthouse } from '../../../harness/executors/page/find-page-tools.ts';
import { createHost } from '../../../harness/host.ts';
import { startSampleRegistry } from '../../harness/snapshot/local-npm-registry.ts';
import { runCommandInProcess } from '../../support/run-command-in-process.ts';

/** A registry that has no package at all. */
const registry = await startSampleRegistry();
const userconfig = join(mkdtempSync(join(tmpdir(), 'perf-harness-npm-')), '.npmrc');
writeFileSync(userconfig, registry.settings);
afterAll(() => registry.close());

function install(tool: string) {
  const cache = mkdtempSync(join(tmpdir(), 'perf-harness-cache-'));
  const env = { PERF_HARNESS_CACHE: cache, npm_config_userconfig: userconfig };
  return {
    cache,
    result: runCommandInProcess(['doctor', '--install', tool], { cwd: tmpdir(), env }),
  };
}

test('reports a version that does not exist, and leaves nothing of it', async () => {
  const { cache, result } = install('lighthouse@0.0.999');
  const { code, err } = await result;
  expect(code).toBe(5);
  expect(err).toContain('Lighthouse 0.0.999 could not be installed');
  expect(readdirSync(join(cache, 'tools/lighthouse'))).toEqual([]);
});

test('accepts only whole versions', async () => {
  const { code, err } = await install('lighthouse@next').result;
  expect(code).toBe(2);
  expect(err).toContain('lighthouse@next');
});

/** Creates the parts of a package that are inspected. */
function withLighthouse(folder: string, version: string): string {
  const own = join(folder, 'node_modules/lighthouse');
  mkdirSync(own, { recursive: true });
  const manifest = { name: 'lighthouse', version, bin: { lighthouse: 'cli/index.js' } };
  writeFileSync(join(own, 'package.json'), JSON.stringify(manifest));
  return folder;
}

test('refuses an unknown tool with the known tools', async () => {
  const { code, err } = await install('perf').result;
  expect(code).toBe(2);
  expect(err.replace(/\s+/g, ' ')).toContain(
    '--install takes k6, playwright-core, lighthouse, 0x, clinic, @swc/core, @ast-grep/lang-python',
  );
});

test("prefers a project's own tool to the cache, and the newest in the cache to others", () => {
  const cache = mkdtempSync(join(tmpdir(), 'perf-harness-cache-'));
  const host = { ...createHost(), env: { PERF_HARNESS_CACHE: cache } };
  const empty = mkdtempSync(join(tmpdir(), 'perf-harness-project-'));
  const versionFor = (folder: string): string => {
    const found = findLighthouse(host, folder);
    return found.type === 'found' ? found.tool.version : found.finding.id;
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
