/** Differences between the modules of two sides that a trace could miss. */
import { CHANGED_DATA_FILE, type DifferenceCase } from './differing-input-file-cases.ts';
import type { TracedFunction } from './trace-scenario-inputs-of-base-and-head.ts';

const REQUIRE =
  "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\n";
const MODULE = {
  files: { 'one.js': 'export const one = 1;' },
  head: { 'one.js': 'export const one = 2;' },
};
const COMMONJS = {
  files: { 'one.cjs': 'module.exports = 1;' },
  head: { 'one.cjs': 'module.exports = 2;' },
};
const MANIFEST = 'node_modules/pack/package.json';

/** Returns the case of statements and an expression that is evaluated after them. */
function loads(
  before: string,
  expression: string,
  path: string,
  files: Partial<TracedFunction>,
): DifferenceCase {
  return [{ code: `${before}\nexport default { run: () => ${expression} };`, ...files }, path];
}

/** Returns the case of a request that fails, of whose error a part is kept. */
function fails(request: string, part: string, path: string, head: TracedFunction['head'] = {}) {
  const before = `${REQUIRE}let why = '';\ntry { ${request}; } catch (error) { why = error.${part}; }`;
  return loads(before, 'why', path, { head });
}

export const DIFFERENT_MODULE_CASES: Readonly<Record<string, DifferenceCase>> = {
  'a module': loads("import { one } from './one.js';", 'one', 'one.js', MODULE),
  'an import of a name that is computed': loads(
    '',
    "import('./' + [...'eno'].toReversed().join('') + '.js')",
    'one.js',
    MODULE,
  ),
  'a module that is required by createRequire': loads(
    REQUIRE,
    "require('./one.cjs')",
    'one.cjs',
    COMMONJS,
  ),
  'a module that is required by text that is evaluated': loads(
    `${REQUIRE}globalThis.load = require;`,
    "(0, eval)('load')('./one.cjs')",
    'one.cjs',
    COMMONJS,
  ),
  'a module that is put out of require.cache and loaded again': loads(
    REQUIRE,
    "{ delete require.cache[require.resolve('./one.cjs')]; return require('./one.cjs'); }",
    'one.cjs',
    COMMONJS,
  ),
  'a module behind data:': loads(
    '',
    'import(\'data:text/javascript,import fs from "node:fs"; export const text = fs.readFileSync("data.txt")\')',
    'data.txt',
    CHANGED_DATA_FILE,
  ),
  JSON: loads("import data from './data.json' with { type: 'json' };", 'data', 'data.json', {
    files: { 'data.json': '{"a":1}' },
    head: { 'data.json': '{"a":2}' },
  }),
  'the exports of a package': loads("import { one } from 'pack';", 'one', MANIFEST, {
    files: {
      [MANIFEST]: '{"name":"pack","exports":"./a.js","type":"module"}',
      'node_modules/pack/a.js': 'export const one = 1;',
      'node_modules/pack/b.js': 'export const one = 1;',
    },
    head: { [MANIFEST]: '{"name":"pack","exports":"./b.js","type":"module"}' },
  }),
  'the version of a package': loads("import { one } from 'pack';", 'one', MANIFEST, {
    files: {
      [MANIFEST]: '{"name":"pack","version":"1.0.0","type":"module","main":"index.js"}',
      'node_modules/pack/index.js': 'export const one = 1;',
    },
    head: { [MANIFEST]: '{"name":"pack","version":"1.0.1","type":"module","main":"index.js"}' },
  }),
  'the package.json that says what a module is': loads(
    "import one from './sub/one.js';",
    'one',
    'sub/package.json',
    {
      files: { 'sub/one.js': 'module.exports = 1;', 'sub/package.json': '{"type":"commonjs"}' },
      head: { 'sub/package.json': '{"type":"commonjs","exports":"./one.js"}' },
    },
  ),
  'whether a module is found': fails("require.resolve('./flag.cjs')", 'code', 'flag.cjs', {
    'flag.cjs': '',
  }),
  'whether a module is found, asked of the loader itself': loads(
    "import module from 'node:module';\nconst found = module._findPath('./flag.js', [import.meta.dirname]);",
    'found',
    'flag.js',
    { head: { 'flag.js': '' } },
  ),
  'why a module is not found': fails("require('pack/sub')", 'code', MANIFEST, {
    [MANIFEST]: '{"name":"pack","exports":"./index.js"}',
  }),
  'why a module is not found that is imported': fails(
    "await import('pack/sub')",
    'code',
    MANIFEST,
    {
      [MANIFEST]: '{"name":"pack","exports":"./index.js"}',
    },
  ),
  'why a folder is not found': fails(
    "await import('./sub')",
    'code',
    './sub of bench.js as ERR_MODULE_NOT_FOUND',
    { 'sub/one.js': '' },
  ),
  'what of a package is not found': fails(
    "require('@a/pack')",
    'message',
    'node_modules/@a/pack/package.json',
    { 'node_modules/@a/pack/package.json': '{"main":"nowhere.js"}' },
  ),
  'a module that is loaded after work in a thread that nobody waits for': [
    {
      code: `${REQUIRE}import { gzip } from 'node:zlib';\nexport default { setup: () => { gzip(Buffer.alloc(1e7), () => require('./one.cjs')); }, run: () => 1 };`,
      ...COMMONJS,
    },
    'one.cjs',
  ],
  'an alias of tsconfig': loads("import { one } from './load.ts';", 'one', 'tsconfig.json', {
    files: {
      'load.ts': "import { one } from '@/one';\nenum Kind { A }\nexport { one, Kind };",
      'tsconfig.json': '{"compilerOptions":{"paths":{"@/one":["./a.ts"]}}}',
      'a.ts': 'export const one = 1;',
      'b.ts': 'export const one = 1;',
    },
    head: { 'tsconfig.json': '{"compilerOptions":{"paths":{"@/one":["./b.ts"]}}}' },
  }),
};
