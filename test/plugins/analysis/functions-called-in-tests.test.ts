import { describe, expect, it } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import { calledFunctions } from '../../../plugins/analysis/functions-called-with-literals-in-tests.ts';
import { createInMemoryHost } from '../../support/in-memory-host.ts';
import { writeFiles } from '../../support/run-cli.ts';

async function called(files: Readonly<Record<string, string>>, self: string | null = null) {
  const { cwd } = createInMemoryHost().host;
  writeFiles(cwd, files);
  const found = await calledFunctions(
    createHost(),
    cwd,
    new Map(self === null ? [] : [['lib', self]]),
  );
  return found.map(({ file, name, member, calls, arguments: given }) =>
    [`${file}::${name}${member === null ? '' : `.${member}`}`, calls, given].join(' | '),
  );
}

describe('functions that tests call', () => {
  it.for([
    ['by its name', "import { sort } from '../src/a';\nsort([2, 1]);", 'src/a.ts::sort'],
    ['by another name', "import { sort as s } from '../src/a.js';\ns([2, 1]);", 'src/a.ts::sort'],
    ['in a namespace', "import * as a from '../src/a';\na.sort([2, 1]);", 'src/a.ts::sort'],
    ['as a static method', "import { A } from '../src/a';\nA.sort([2, 1]);", 'src/a.ts::A.sort'],
    ['by require', "const { sort } = require('../src/a');\nsort([2, 1]);", 'src/a.ts::sort'],
    ['by the whole of it', "const a = require('../src/a');\na.sort([2, 1]);", 'src/a.ts::a.sort'],
    ['as one of its exports', "const s = require('../src/a').sort;\ns([2, 1]);", 'src/a.ts::sort'],
    ['by the name of the package', "import { sort } from 'lib';\nsort([2, 1]);", 'src/a.ts::sort'],
  ] as const)('are found when a test obtains one %s', async ([, test, expected]) => {
    const files = { 'src/a.ts': 'export const sort = 1;', 'test/a.ts': test };
    expect(await called(files, 'src/a.ts')).toEqual([`${expected} | 1 | [2, 1]`]);
  });

  it('are found in the main file of a package.json, by a test next to it', async () => {
    const found = await called({
      'package.json': '{ "main": "lib/pad" }',
      'lib/pad.js': 'module.exports = (text) => text;',
      'test.js': "const pad = require('.');\npad('a');",
    });
    expect(found).toEqual(["lib/pad.js::pad | 1 | 'a'"]);
  });

  it('exclude what a call of the module returns, and what lies deeper in it', async () => {
    const test = `const a = require('../src/a')({ by: 2 });
const b = require('../src/a').make(1);
const { c } = require('../src/a').parts;
const d = require('../src/a').parts.d;
a([1]); b([1]); c([1]); d([1]);`;
    expect(await called({ 'src/a.ts': 'export const sort = 1;', 'test/a.ts': test })).toEqual([]);
  });

  it('are counted by calls whose arguments mean the same anywhere, of which the longest is kept', async () => {
    const found = await called({
      'lib/a.js': '',
      'lib/a.test.js': `import { often, once, never, deleteAll, setMode } from './a.js';
import { other } from 'elsewhere';
once('a');
often({ a: [1, -2, null], 'b': /x/u });
often(\`plain\`);
often(name); often(() => 1); often(\`\${name}\`); often({ [key]: 1 }); often(...list);
never(); deleteAll('x'); setMode('y'); other('x');
it('fails', () => { expect(() => often('not at all')).toThrow(); assert.throws(() => { once('nor this'); }); });
it('works', () => expect(once('b')).toBe(1));`,
    });
    expect(found).toEqual([
      "lib/a.js::once | 2 | 'a'",
      "lib/a.js::often | 2 | { a: [1, -2, null], 'b': /x/u }",
    ]);
  });
});
