import { relative } from 'node:path';
import { expect, test } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import { discoverScenarioFiles } from '../../../harness/scenario/find-scenario-files.ts';
import { createProject } from '../../support/run-cli.ts';

const MODULE =
  "import { defineScenario } from 'perf-harness';\nexport default defineScenario({});\n";

function found(paths: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const cwd = createProject({
    ...Object.fromEntries(paths.map((path) => [path, MODULE])),
    ...more,
  });
  return discoverScenarioFiles(createHost({ cwd }).files, cwd).map((path) => relative(cwd, path));
}

const BESIDE = ['src/parse.scenario.ts', 'lib/deep/sort.perf.mjs', 'src/parse.ts'];

test('finds the files of the scenarios folder when it has any', () => {
  expect(found([...BESIDE, 'scenarios/one.ts'])).toEqual(['scenarios/one.ts']);
});

test('finds files next to what they measure when there is no such folder', () => {
  const left = ['node_modules/a/a.perf.js', '.cache/b.perf.ts', 'test/fixtures/c.perf.ts'];
  expect(found([...BESIDE, ...left])).toEqual(['lib/deep/sort.perf.mjs', 'src/parse.scenario.ts']);
});

const PACKAGES = [
  'packages/a/scenarios/one.ts',
  'packages/b/scenarios/deep/two.mts',
  'docs/scenarios/no.ts',
];
const MANIFESTS = { 'packages/a/package.json': '{}', 'packages/b/package.json': '{}' };
const IN_PACKAGES = ['packages/a/scenarios/one.ts', 'packages/b/scenarios/deep/two.mts'];

test.each([
  ['npm, yarn or bun', { 'package.json': '{ "workspaces": ["packages/*"] }' }, IN_PACKAGES],
  ['pnpm', { 'pnpm-workspace.yaml': 'packages: [packages/*]' }, IN_PACKAGES],
  ['nobody', {}, []],
])('finds the files of all packages at the top of a workspace of %s', (_, files, expected) => {
  expect(found(PACKAGES, { ...MANIFESTS, ...files })).toEqual(expected);
});
