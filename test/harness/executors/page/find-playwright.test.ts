import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  findPlaywright,
  PLAYWRIGHT_MIN_VERSION,
} from '../../../../harness/executors/page/find-page-tools.ts';
import { createHost } from '../../../../harness/host.ts';
import { ROOT } from '../../../repository/read-repository-sources.ts';

const empty = (): string => mkdtempSync(join(tmpdir(), 'perf-harness-playwright-'));

/** Creates a folder with the inspected parts of playwright-core; null: without them. */
function folderWith(version: string | null, folder = empty()): string {
  if (version === null) return folder;
  const own = join(folder, 'node_modules/playwright-core');
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'package.json'), JSON.stringify({ name: 'playwright-core', version }));
  return folder;
}

/** Returns the Playwright found: these versions in project, beside perf-harness, in its cache. */
function find(project: string | null, own: string | null, cached: readonly string[]) {
  const cache = empty();
  for (const version of cached) {
    folderWith(version, join(cache, 'tools/playwright-core', version));
  }
  const host = { ...createHost(), env: { PERF_HARNESS_CACHE: cache } };
  return findPlaywright(host, folderWith(project), folderWith(own));
}

test.each([
  ["the project's own before all others", '1.63.0', '1.65.1', ['1.64.0'], '1.63.0'],
  ['that beside perf-harness before the cache', null, '1.65.1', ['1.66.0'], '1.65.1'],
  ['the newest of the cache', null, null, ['1.65.1', '1.100.0', '1.66.0'], '1.100.0'],
  ['one that is new enough behind one that is not', '1.48.2', null, ['1.65.1'], '1.65.1'],
  ['the oldest that will do', '1.60.0', null, [], '1.60.0'],
  ['a pre-release', '1.66.0-alpha-2026-11-01', null, [], '1.66.0-alpha-2026-11-01'],
  ['a later major', '2.0.0', null, [], '2.0.0'],
])('finds %s', (_, project, own, cached, version) => {
  const found = find(project, own, cached);
  expect(found).toMatchObject({ type: 'found', tool: { version } });
  expect(found.type === 'found' && found.tool.module).toMatch(
    /^\/.*\/node_modules\/playwright-core\/index\.mjs$/,
  );
});

test.each(['1.59.1', '1.6.2', '0.61.0'])(
  '%s is too old, which is reported with its place',
  (version) => {
    expect(find(version, null, [])).toMatchObject({
      type: 'not-found',
      finding: {
        id: 'tool-version',
        level: 'error',
        message: expect.stringMatching(
          `/playwright-core contains version ${version}, but 1.60 is required`,
        ),
        remedy: expect.stringContaining('`perf-harness doctor --install playwright-core`'),
      },
    });
  },
);

test('reports a missing playwright as a missing tool, with the lines that install it', () => {
  const found = find(null, null, []);
  expect(found).toMatchObject({
    type: 'not-found',
    finding: {
      id: 'tool-missing',
      level: 'error',
      remedy: expect.stringContaining('`perf-harness doctor --install playwright-core`'),
    },
  });
  expect(found.type === 'not-found' && found.finding.remedy).toContain(
    'npm install --save-dev playwright-core',
  );
});

test('declares an npm range that begins with the lowest supported version', () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly peerDependencies: Readonly<Record<string, string>>;
    readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>;
  };
  expect(manifest.peerDependencies['playwright-core']).toBe(`^${PLAYWRIGHT_MIN_VERSION}.0`);
  expect(manifest.peerDependenciesMeta['playwright-core']).toEqual({ optional: true });
});
