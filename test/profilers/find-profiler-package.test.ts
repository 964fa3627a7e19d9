import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createHost } from '../../harness/host.ts';
import { findProfilerPackage, ZERO_X } from '../../profilers/find-profiler-package.ts';

const cache = mkdtempSync(join(tmpdir(), 'perf-harness-cache-'));
const host = { ...createHost(), env: { PERF_HARNESS_CACHE: cache } };

/** Creates the inspected parts of a package. */
function with0x(folder: string, version: string): string {
  const own = join(folder, 'node_modules/0x');
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'package.json'), JSON.stringify({ name: '0x', version }));
  return folder;
}

const project = (): string => mkdtempSync(join(tmpdir(), 'perf-harness-project-'));
function found(folder: string): string {
  const result = findProfilerPackage(host, ZERO_X, folder);
  return result.type === 'found' ? result.tool.version : `${result.reason}: ${result.message}`;
}

it('prefers the tool of the project to that of the cache, unless its version is not known here', () => {
  expect(found(project())).toMatch(
    /^missing: 0x is neither in the project nor in the perf-harness cache/,
  );
  expect(found(with0x(project(), '3.0.0'))).toMatch(/^version: .* version 3\.0\.0, but 5 to 6 is/);
  with0x(join(cache, 'tools/0x/6.0.0'), '6.0.0');
  expect(found(project())).toBe('6.0.0');
  expect(found(with0x(project(), '5.8.0'))).toBe('5.8.0');
  expect(found(with0x(project(), '7.0.0'))).toBe('6.0.0');
});
