/** Differences between the modules of two sides that a trace could miss. */
import type { TracedFunction } from './trace-scenario-inputs-of-base-and-head.ts';

const DATA = { files: { 'data.txt': 'one' }, head: { 'data.txt': 'two' } };
const PACK = '{"name":"pack","version":"VERSION","type":"module","main":"index.js"}';

/** Cases of modules that differ, each with the path that is reported. */
export const DIFFERENT_MODULE_CASES: Readonly<Record<string, readonly [TracedFunction, string]>> = {
  'a module': [
    {
      code: "import { one } from './one.js';\nexport default { run: () => one };",
      files: { 'one.js': 'export const one = 1;' },
      head: { 'one.js': 'export const one = 2;' },
    },
    'one.js',
  ],
  'an import of a name that is computed': [
    {
      code: "export default { run: async () => (await import('./' + [...'eno'].toReversed().join('') + '.js')).one };",
      files: { 'one.js': 'export const one = 1;' },
      head: { 'one.js': 'export const one = 2;' },
    },
    'one.js',
  ],
  'a module that is required by createRequire': [
    {
      code: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\nexport default { run: () => require('./one.cjs') };",
      files: { 'one.cjs': 'module.exports = 1;' },
      head: { 'one.cjs': 'module.exports = 2;' },
    },
    'one.cjs',
  ],
  'a module that is required by text that is evaluated': [
    {
      code: "import module from 'node:module';\nglobalThis.load = module.createRequire(import.meta.url);\nexport default { run: () => (0, eval)('load')('./one.cjs') };",
      files: { 'one.cjs': 'module.exports = 1;' },
      head: { 'one.cjs': 'module.exports = 2;' },
    },
    'one.cjs',
  ],
  'a module that is put out of require.cache and loaded again': [
    {
      code: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\nexport default { run: () => { delete require.cache[require.resolve('./one.cjs')]; return require('./one.cjs'); } };",
      files: { 'one.cjs': 'module.exports = 1;' },
      head: { 'one.cjs': 'module.exports = 2;' },
    },
    'one.cjs',
  ],
  'a module behind data:': [
    {
      code: 'export default { run: async () => import(\'data:text/javascript,import fs from "node:fs"; export const text = fs.readFileSync("data.txt")\') };',
      ...DATA,
    },
    'data.txt',
  ],
  JSON: [
    {
      code: "import data from './data.json' with { type: 'json' };\nexport default { run: () => data };",
      files: { 'data.json': '{"a":1}' },
      head: { 'data.json': '{"a":2}' },
    },
    'data.json',
  ],
  'the exports of a package': [
    {
      code: "import { one } from 'pack';\nexport default { run: () => one };",
      files: {
        'node_modules/pack/package.json': '{"name":"pack","exports":"./a.js","type":"module"}',
        'node_modules/pack/a.js': 'export const one = 1;',
        'node_modules/pack/b.js': 'export const one = 1;',
      },
      head: {
        'node_modules/pack/package.json': '{"name":"pack","exports":"./b.js","type":"module"}',
      },
    },
    'node_modules/pack/package.json',
  ],
  'the version of a package': [
    {
      code: "import { one } from 'pack';\nexport default { run: () => one };",
      files: {
        'node_modules/pack/package.json': PACK.replace('VERSION', '1.0.0'),
        'node_modules/pack/index.js': 'export const one = 1;',
      },
      head: { 'node_modules/pack/package.json': PACK.replace('VERSION', '1.0.1') },
    },
    'node_modules/pack/package.json',
  ],
  'the package.json that says what a module is': [
    {
      code: "import one from './sub/one.js';\nexport default { run: () => one };",
      files: { 'sub/one.js': 'module.exports = 1;', 'sub/package.json': '{"type":"commonjs"}' },
      head: { 'sub/package.json': '{"type":"commonjs","exports":"./one.js"}' },
    },
    'sub/package.json',
  ],
  'whether a module is found': [
    {
      code: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\nlet fast = true;\ntry { require.resolve('./flag.cjs'); } catch { fast = false; }\nexport default { run: () => fast };",
      head: { 'flag.cjs': '' },
    },
    'flag.cjs',
  ],
  'whether a module is found, asked of the loader itself': [
    {
      code: "import module from 'node:module';\nconst found = module._findPath('./flag.js', [import.meta.dirname]);\nexport default { run: () => found };",
      head: { 'flag.js': '' },
    },
    'flag.js',
  ],
  'why a module is not found': [
    {
      code: "import { createRequire } from 'node:module';\nlet why = '';\ntry { createRequire(import.meta.url)('pack/sub'); } catch (error) { why = error.code; }\nexport default { run: () => why };",
      head: { 'node_modules/pack/package.json': '{"name":"pack","exports":"./index.js"}' },
    },
    'node_modules/pack/package.json',
  ],
  'why a module is not found that is imported': [
    {
      code: "let why = '';\ntry { await import('pack/sub'); } catch (error) { why = error.code; }\nexport default { run: () => why };",
      head: { 'node_modules/pack/package.json': '{"name":"pack","exports":"./index.js"}' },
    },
    'node_modules/pack/package.json',
  ],
  'why a folder is not found': [
    {
      code: "let why = '';\ntry { await import('./sub'); } catch (error) { why = error.code; }\nexport default { run: () => why };",
      head: { 'sub/one.js': '' },
    },
    './sub of bench.js as ERR_MODULE_NOT_FOUND',
  ],
  'what of a package is not found': [
    {
      code: "import { createRequire } from 'node:module';\nlet why = '';\ntry { createRequire(import.meta.url)('@a/pack'); } catch (error) { why = error.message; }\nexport default { run: () => why };",
      head: { 'node_modules/@a/pack/package.json': '{"main":"nowhere.js"}' },
    },
    'node_modules/@a/pack/package.json',
  ],
  'a module that is loaded after work in a thread that nobody waits for': [
    {
      code: "import { createRequire } from 'node:module';\nimport { gzip } from 'node:zlib';\nconst require = createRequire(import.meta.url);\nexport default { setup: () => { gzip(Buffer.alloc(1e7), () => require('./one.cjs')); }, run: () => 1 };",
      files: { 'one.cjs': 'module.exports = 1;' },
      head: { 'one.cjs': 'module.exports = 2;' },
    },
    'one.cjs',
  ],
  'an alias of tsconfig': [
    {
      code: "import { one } from './load.ts';\nexport default { run: () => one };",
      files: {
        'load.ts': "import { one } from '@/one';\nenum Kind { A }\nexport { one, Kind };",
        'tsconfig.json': '{"compilerOptions":{"paths":{"@/one":["./a.ts"]}}}',
        'a.ts': 'export const one = 1;',
        'b.ts': 'export const one = 1;',
      },
      head: { 'tsconfig.json': '{"compilerOptions":{"paths":{"@/one":["./b.ts"]}}}' },
    },
    'tsconfig.json',
  ],
};
