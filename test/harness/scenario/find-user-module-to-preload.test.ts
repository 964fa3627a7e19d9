import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import {
  type FirstModuleFlags,
  findFirstUserModule,
} from '../../../harness/scenario/find-config-or-scenario-module-to-preload.ts';
import { createProject } from '../../support/run-cli.ts';

const MODULE =
  "import { defineScenario } from 'perf-harness';\nexport default defineScenario({});\n";
const SCENARIOS = {
  'scenarios/b.ts': MODULE,
  'scenarios/a/deep.ts': MODULE,
  'scenarios/a/_helper.ts': MODULE,
  'other.mjs': MODULE,
};

function first(
  files: Readonly<Record<string, string>>,
  words: FirstModuleFlags = {},
): string | null {
  const cwd = createProject(files);
  const path = findFirstUserModule(createHost({ cwd }), words);
  return path?.startsWith(`${cwd}/`) ? path.slice(cwd.length + 1) : path;
}

test('returns the configuration when it is a module', () => {
  expect(first({ ...SCENARIOS, 'perf-harness.config.ts': '' })).toBe('perf-harness.config.ts');
  expect(first({ ...SCENARIOS, 'my.config.mjs': '' }, { config: 'my.config.mjs' })).toBe(
    'my.config.mjs',
  );
});

test('returns the first scenario file when there is no configuration', () => {
  expect(first(SCENARIOS)).toBe('scenarios/a/deep.ts');
  expect(first(SCENARIOS, { targets: ['a scenario'] })).toBe('scenarios/a/deep.ts');
  expect(first(SCENARIOS, { targets: ['other.mjs'] })).toBe('other.mjs');
});

test('returns nothing when scenarios have no file, or are unknown until the configuration is read', () => {
  expect(first({ ...SCENARIOS, 'perf-harness.config.json': '{}' })).toBeNull();
  expect(first(SCENARIOS, { targets: ['http://127.0.0.1/'] })).toBeNull();
  expect(first(SCENARIOS, { command: ['node', 'x.js'] })).toBeNull();
  expect(first({})).toBeNull();
});

test('returns nothing when the module is not for Node.js', () => {
  const script = "import http from 'k6/http';\nexport default () => http.get('/');\n";
  expect(first({ 'load.js': script }, { targets: ['load.js'] })).toBeNull();
});

test('returns nothing when something is wrong, which its reader reports', () => {
  expect(first(SCENARIOS, { config: join('no', 'such.ts') })).toBeNull();
});
