/** CommonJS imported by a module, on this Node.js and on the oldest supported version. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { installOtherNodeVersion } from '../../support/install-other-node-version.ts';

/** Preloads with hooks on loaded modules, each with the environment that enables them. */
const HOOKS: readonly {
  readonly preload: string;
  readonly env: Readonly<Record<string, string>>;
}[] = [
  { preload: 'harness/loader/register.ts', env: {} },
  {
    preload: 'harness/executors/probe/server-probe-preload.ts',
    env: { PERF_HARNESS_PROBE: 'none' },
  },
  {
    preload: 'harness/executors/probe/count-database-queries-preload.ts',
    env: { PERF_HARNESS_QUERIES: 'queries' },
  },
  {
    preload: 'profilers/instrument/instrument-functions-preload.ts',
    env: { PERF_HARNESS_INSTRUMENT: '.', PERF_HARNESS_INSTRUMENT_PLAN: 'plan.json' },
  },
];
const folder = mkdtempSync(join(tmpdir(), 'imported-commonjs-'));

const FILES = {
  'package.json': '{"type":"module"}',
  'main.mjs': `import framework, { version } from 'framework';
import { createRequire } from 'node:module';
const again = createRequire(import.meta.url)('framework');
console.log(JSON.stringify([framework.name, version, again === framework]));
try {
  framework.fail();
} catch ({ stack }) {
  console.log(stack);
}
`,
  'plan.json': JSON.stringify({ functions: [], files: [] }),
  'node_modules/framework/package.json': '{"main":"index.js"}',
  'node_modules/framework/index.js': `#!/usr/bin/env node
'use strict';
const name = require('modern')();
exports.name = name;
exports.version = 3;
exports.fail = () => {
  throw new Error('no such route');
};
`,
  // As packages behind Express have it: who requires it gets a module that imports CommonJS.
  'node_modules/modern/package.json': JSON.stringify({
    exports: { '.': { 'module-sync': './required.mjs', default: './index.js' } },
  }),
  'node_modules/modern/index.js': "module.exports = () => 'modern';",
  'node_modules/modern/required.mjs':
    "import own from './index.js';\nexport { own as 'module.exports' };\n",
};
for (const [path, text] of Object.entries(FILES)) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Hooks handle each require only on Node.js before 24, so on this one a single preload suffices. */
const CASES = [
  ...HOOKS.map((hooks) => ({
    ...hooks,
    on: 'Node.js 22.19',
    node: () => installOtherNodeVersion('22.19.0'),
  })),
  ...HOOKS.slice(0, 1).map((hooks) => ({
    ...hooks,
    on: 'this Node.js',
    node: async () => process.execPath,
  })),
];

test.each(CASES)(
  'gives import and require the same module, on $on with $preload',
  async ({ node, preload, env }) => {
    const register = new URL(`../../../${preload}`, import.meta.url).href;
    const { stdout, stderr } = spawnSync(await node(), [`--import=${register}`, 'main.mjs'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, ...env },
    });
    expect(stderr).toBe('');
    const [found, ...stack] = stdout.split('\n');
    expect(found).toBe('["modern",3,true]');
    // Line numbers are those of the source file.
    expect(stack[1]).toMatch(/node_modules\/framework\/index\.js:7:9/u);
  },
);
