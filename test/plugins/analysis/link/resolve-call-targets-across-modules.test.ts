import { describe, expect, test } from 'vitest';
import { analyseSampleCode, findFunction, listCallTargets } from '../analyse-sample-code.ts';

describe('the targets of calls', () => {
  test('are found through default, named and namespace imports, re-exports and index files', async () => {
    const facts = await analyseSampleCode({
      'main.ts': `import one, { two as second } from './parts';
import * as parts from './parts/index.js';
export function main() { one(); second(); parts.three(); }`,
      'parts/index.ts': `export { default } from './one.ts';\nexport * from './two.ts';\nexport { three } from './two.ts';`,
      'parts/one.ts': 'export default function one() {}',
      'parts/two.ts': 'export const two = () => 2;\nexport function three() {}',
    });
    expect(listCallTargets(facts, 'main')).toEqual({
      one: ['parts/one.ts::one'],
      second: ['parts/two.ts::two'],
      'parts.three': ['parts/two.ts::three'],
    });
  });

  test('are found through require, module.exports and exports', async () => {
    const facts = await analyseSampleCode({
      'main.js': `const one = require('./one');
const { two } = require('./two');
const both = require('./two');
exports.main = function () { one(); two(); both.three(); };`,
      'one.js': 'function one() {}\nmodule.exports = one;',
      'two.js': 'exports.two = () => 2;\nfunction three() {}\nexports.three = three;',
    });
    expect(listCallTargets(facts, 'main')).toEqual({
      one: ['one.js::one'],
      two: ['two.js::two'],
      'both.three': ['two.js::three'],
    });
  });

  test('are found through this, fields, constructor parameters, types and base classes', async () => {
    const facts = await analyseSampleCode({
      'service.ts': `import { Store } from './store.ts';
export class Service extends Base {
  private cache = new Store();
  constructor(private readonly store: Store) { super(); }
  run(other: Store) { this.own(); this.store.read(); this.cache.read(); other.read(); this.above(); const made = new Store(); made.read(); }
  own() {}
}
class Base { above() {} }`,
      'store.ts': 'export class Store { constructor() {} read() {} }',
    });
    expect(listCallTargets(facts, 'Service.run')).toEqual({
      'this.own': ['service.ts::Service.own'],
      'this.store.read': ['store.ts::Store.read'],
      'this.cache.read': ['store.ts::Store.read'],
      'other.read': ['store.ts::Store.read'],
      'this.above': ['service.ts::Base.above'],
      'new Store': ['store.ts::Store.constructor'],
      'made.read': ['store.ts::Store.read'],
    });
  });

  test('are found through paths of tsconfig.json and names of workspaces', async () => {
    const facts = await analyseSampleCode({
      'tsconfig.json':
        '{ "compilerOptions": { /* here */ "baseUrl": ".", "paths": { "@/*": ["src/*"], } } }',
      'packages/rates/package.json': '{ "name": "@shop/rates" }',
      'packages/rates/src/index.ts': 'export const rate = () => 1;',
      'src/a.ts': `import { b } from '@/b';\nimport { rate } from '@shop/rates';\nexport function a() { b(); rate(); }`,
      'src/b.ts': 'export function b() {}',
    });
    expect(listCallTargets(facts, 'a')).toEqual({
      b: ['src/b.ts::b'],
      rate: ['packages/rates/src/index.ts::rate'],
    });
  });

  test('are found in Python through modules, packages and classes', async () => {
    const facts = await analyseSampleCode({
      'app/__init__.py': '',
      'app/main.py':
        'from .store import Store, load\nfrom app import tools\ndef main():\n    load()\n    tools.mend()\n    store = Store()\n    store.read()\n',
      'app/store.py': 'class Store:\n    def read(self):\n        pass\ndef load():\n    pass\n',
      'app/tools.py': 'def mend():\n    pass\n',
    });
    expect(listCallTargets(facts, 'main')).toEqual({
      load: ['app/store.py::load'],
      'tools.mend': ['app/tools.py::mend'],
      Store: [],
      'store.read': ['app/store.py::Store.read'],
    });
  });

  test('are guessed by name only when a single function has it, which is reported', async () => {
    const facts = await analyseSampleCode({
      'a.ts': 'export function a(given) { given.translateAll(); given.both(); given.map(); }',
      'b.ts':
        'export class B { translateAll() {} both() {} map() {} }\nexport class C { both() {} }',
    });
    expect(
      findFunction(facts, 'a').calls.map(({ targets, isGuess }) => [targets.length, isGuess]),
    ).toEqual([
      [1, true],
      [0, false],
      [0, false],
    ]);
  });

  test('come with the package that they belong to', async () => {
    const facts = await analyseSampleCode({
      'db.ts': `import { Pool } from 'pg';\nexport const pool = new Pool();`,
      'a.ts': `import fs from 'fs';\nimport { pool } from './db.ts';
export async function a() { await pool.query('SELECT 1'); fs.readFileSync('x'); }`,
    });
    expect(findFunction(facts, 'a').calls.map(({ source, type }) => [source, type])).toEqual([
      ['pg', 'I/O-DB'],
      ['node:fs', 'I/O-File'],
    ]);
  });
});
