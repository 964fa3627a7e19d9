import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import {
  INSTANT_EXECUTORS,
  LISTENING_SERVER,
  packageManifest,
  runInit,
} from '../support/run-init.ts';
import { createScriptedExecutors, drawWallTimes } from '../support/scripted-executors.ts';

const INSTANT = { executors: INSTANT_EXECUTORS };

/** A package whose entry point exports functions of other files again. */
const PACKAGE = {
  'package.json': packageManifest({
    name: 'words',
    exports: './src/index.js',
    scripts: { test: 'node test/words.test.js' },
  }),
  'src/index.js': `export { countWords as count } from './count.js';
export { default as sortWords } from './sort.js';
export { each } from './each.js';
export const never = () => 0;`,
  'src/count.js': `import { clean } from './clean.js';
export const countWords = (text) => { let words = 0; for (let turn = 0; turn < 3000; turn += 1) words = clean(text).split(' ').length; return words; };`,
  'src/clean.js': 'export const clean = (text) => text.trim();',
  'src/sort.js':
    'export default function (words, { isReversed }) { for (let turn = 0; turn < 200_000; turn += 1) words.sort(); return isReversed ? words.reverse() : words; }',
  'src/each.js':
    'export function each(words, work) { for (let turn = 0; turn < 1_000_000; turn += 1) words.forEach(work); }',
  'test/words.test.js': `import { count, each, sortWords } from 'words';
import { clean } from '../src/clean.js';
for (const size of [1, 2, 400]) count(Array(size).fill('word').join(' '));
try { count(null); } catch {}
sortWords(['b', 'a'], { isReversed: false });
each(['a'], () => count);
clean(' a ');`,
};

describe('init', () => {
  it('measures exported functions that the tests call, with recorded inputs', async () => {
    const { code, written, read, root } = await runInit(PACKAGE, INSTANT);
    expect(code).toBe(0);
    expect(written.err).toContain(
      'trying the functions that `npm run --silent test` calls, by the time that they take …\n  trying ',
    );
    const text = read('scenarios/first.mjs');
    // In the order of their times, which differ from run to run.
    expect(text).toMatch(
      /^import \{ (?:count, sortWords|sortWords, count) \} from '..\/src\/index.js';$/mu,
    );
    expect(text).toContain(
      '    name: \'count, median input\',\n    setup: () => ["word word"],\n    run: (given) => count(...given),',
    );
    expect(text).toContain("    name: 'count, largest input',\n    setup: () => input1(),");
    // The call modifies its argument, so each gets its own.
    expect(text).toContain(
      '    setup: () => ({ given: [] }),\n    beforeEach: (fixture) => {\n      fixture.given = [["b", "a"], { isReversed: false }];\n    },\n    run: ({ given }) => sortWords(...given),',
    );
    expect(read('scenarios/_first-inputs.mjs')).toMatch(
      /^export const input1 = \(\) => \["word( word){399}"\];\n$/u,
    );
    expect(written.out).toMatch(
      /^count, median input: [\d.]+ % of the time that your tests spend in the package; 5 ms per call\n/mu,
    );
    expect(written.out).toContain(
      'left out: each: its only call gets a function that uses names of the tests, which cannot be written to a file\n',
    );
    // Called by tests, and no function that users of the package can call.
    expect(text).not.toContain('clean');
    expect(existsSync(join(root, '.perf-harness'))).toBe(false);
  });

  it('writes scenarios that run, of a package with a single CommonJS function', async () => {
    const { code, read, root } = await runInit({
      'package.json': JSON.stringify({
        name: 'slug-text',
        scripts: { test: 'node test.js' },
      }),
      'index.js': "module.exports = require('./lib/slug.js');",
      'lib/slug.js':
        "'use strict';\nmodule.exports = function (text) { return text.split(' ').map((word) => word.trim()).join('-'); };\nObject.defineProperty(module.exports, 'upper', { enumerable: true, get: () => require('./upper.js') });",
      'lib/upper.js':
        "module.exports = (text) => text.split(' ').map((word) => word.toUpperCase()).join(' ');",
      'test.js':
        "const slug = require('.');\nfor (let turn = 0; turn < 1e4; turn += 1) { slug('a b c d e f g'); slug.upper('a b c d e f g'); }",
    });
    expect(code).toBe(0);
    const text = read('scenarios/first.mjs');
    expect(text).toContain("import slugText from '../index.js';");
    expect(text).toContain('run: (given) => slugText(...given)');
    const ran = await runCommandInProcess(['run', '--reporter', 'json'], {
      cwd: root,
      executors: createScriptedExecutors(drawWallTimes(() => 5)),
    });
    const runs = (JSON.parse(ran.out) as { runs: readonly { scenario: string; state: string }[] })
      .runs;
    expect(runs.map(({ scenario, state }) => `${scenario} ${state}`).toSorted()).toEqual([
      'slugText completed',
      'upper completed',
    ]);
    expect(text).toContain('run: (given) => slugText.upper(...given)');
  });

  it('calls what a package exports as a whole by the name of the package', async () => {
    const { read } = await runInit(
      {
        'package.json': JSON.stringify({
          name: '@scope/tree-size',
          main: 'lib/api.js',
          scripts: { test: 'node test.js' },
        }),
        'lib/api.js':
          "'use strict';\nmodule.exports = (text) => text.split(' ').map((word) => word.trim()).join('-');",
        'test.js':
          "const size = require('.');\nfor (let turn = 0; turn < 1e4; turn += 1) size('a b c d e f g');",
      },
      INSTANT,
    );
    expect(read('scenarios/first.mjs')).toContain("import treeSize from '../lib/api.js';");
  });

  it('reports time in classes that are not exported and tests that fail, and uses the calls until then', async () => {
    const { code, written, read } = await runInit(
      {
        'package.json': packageManifest({
          name: 'lib',
          main: 'lib.js',
          scripts: { test: 'node test.js' },
        }),
        'lib.js': `const work = () => { for (let turn = 0; turn < 300_000; turn += 1) [3, 1, turn].sort(); };
class Sorter { sort() { work(); } }
export const make = () => new Sorter();
export const sorted = ({ times }) => { for (let turn = 0; turn < times; turn += 1) work(); };`,
        'test.js':
          "import { make, sorted } from './lib.js';\nsorted({ times: 1 });\nmake().sort();\nthrow new Error('no luck');",
      },
      INSTANT,
    );
    expect(code).toBe(0);
    expect(read('scenarios/first.mjs')).toContain('setup: () => [{ times: 1 }],');
    expect(written.out).toMatch(
      /^no exported function: \d+ % of the time, such as loading modules\n/mu,
    );
    expect(written.out).toContain(
      'the tests failed, and calls until then count: `npm run --silent test` exited with code 1: Error: no luck (test.js:4:7)\n',
    );
  });

  it('calls methods of objects that it creates as the tests do', async () => {
    const files = {
      'package.json': packageManifest({
        name: 'stacks',
        main: 'stack.js',
        scripts: { test: 'node test.js' },
      }),
      'stack.js': `class Base { constructor(items) { this.items = items; } }
export class Stack extends Base {
  constructor(items, { step }) { super(items); this.step = step; }
  push(item) { for (let turn = 0; turn < 1e5; turn += 1) [3, 1, turn].sort(); this.items.push(item); }
  sum() { let sum = 0; for (let turn = 0; turn < 1e6; turn += this.step) for (const item of this.items) sum += Number(item); return sum; }
}
export const sumOf = (stack) => { let all = 0; for (let turn = 0; turn < 3; turn += 1) all += stack.sum(); return all; };
export const none = Object.freeze(new Stack([], { step: 1 }));`,
      'test.js': `import { none, Stack, sumOf } from './stack.js';
const stack = new Stack([1, 2], { step: 2 });
stack.push(5);
for (const _ of [1, 2]) stack.sum();
sumOf(stack);
none.sum();`,
    };
    const { code, read, root } = await runInit(files, INSTANT);
    expect(code).toBe(0);
    const text = read('scenarios/first.mjs');
    const created = 'new Stack([1, 2], { step: 2 })';
    const pushed = `((it) => (it.push(5), it))(${created})`;
    // The order is that of measured shares.
    expect(text).toMatch(/^import \{ (?:Stack, sumOf|sumOf, Stack) \} from '\.\.\/stack\.js';$/mu);
    expect(text).toContain(
      `    name: 'Stack.sum',\n    setup: () => ({ subject: ${pushed}, given: [] }),\n    run: ({ subject, given }) => subject.sum(...given),`,
    );
    expect(text).toContain(`    setup: () => [${pushed}],\n    run: (given) => sumOf(...given),`);
    // The call changes its object, so each gets its own.
    expect(text).toContain(
      `    setup: () => ({ call: { subject: ${created}, given: [5] } }),\n    beforeEach: (fixture) => {\n      fixture.call = { subject: ${created}, given: [5] };\n    },\n    run: ({ call: { subject, given } }) => subject.push(...given),`,
    );
    const { default: written } = (await import(join(root, 'scenarios/first.mjs'))) as {
      default: readonly {
        name: string;
        setup: () => unknown;
        run: (fixture: unknown) => unknown;
      }[];
    };
    const sums = written.filter(({ name }) => /sum/u.test(name));
    expect(sums.map(({ name, setup, run }) => [name, run(setup())])).toContainEqual([
      'Stack.sum',
      4e6,
    ]);
  });

  it('calls what examples of the README call when the tests call nothing', async () => {
    const { code, written, read } = await runInit(
      {
        'package.json': packageManifest({
          name: 'words.js',
          exports: './dist/index.js',
          scripts: { test: 'node test.js' },
        }),
        'README.md': `# words
\`\`\`js
import { words } from 'words.js';
console.log(words('a b c'));
\`\`\`
\`\`\`ts
import { words } from 'words.js';
const text: string = 'd e';
words(text, ...);
\`\`\`
\`\`\`js
words('from another block');
\`\`\`
`,
        'src/index.js':
          "export const words = (text) => { let all; for (let turn = 0; turn < 1e4; turn += 1) all = text.split(' '); return all; };",
        'test.js': '',
      },
      INSTANT,
    );
    expect(code).toBe(0);
    expect(written.out).toContain('words: 5 ms per call\n');
    expect(read('scenarios/first.mjs')).toContain(
      '// Calls that examples of the README make.\nexport default [\n  // 1 call.\n  defineScenario({\n    name: \'words\',\n    setup: () => ["a b c"],',
    );
  });

  it('builds the copy when the tests need build output that git ignores', async () => {
    const { written, read } = await runInit(
      {
        '.gitignore': 'dist/\nnode_modules/\n',
        'package.json': packageManifest({
          name: 'lib',
          exports: './dist/index.js',
          scripts: {
            build: 'node build.js',
            test: 'node test.js',
          },
        }),
        'build.js':
          "import { cpSync } from 'node:fs';\ncpSync('src', 'dist', { recursive: true });",
        'src/index.js':
          'export function join(words) { let text; for (let turn = 0; turn < 100_000; turn += 1) text = words.join(turn); return text; }',
        'test.js': "import { join } from './dist/index.js';\njoin(['a', 'b']);",
      },
      { ...INSTANT, isRepository: true },
    );
    expect(written.out).toMatch(/^join: \d+ % of the time /u);
    expect(read('scenarios/first.mjs')).toContain("import { join } from '../src/index.js';");
  });

  it('builds the copy when some tests fail for lack of an entry point', async () => {
    const { written, read } = await runInit(
      {
        'package.json': packageManifest({
          name: 'words',
          exports: { '.': './src/index.js', './lists': './output/lists.js' },
          scripts: { test: 'node test/a.js; node test/b.js', build: 'cp -r src output' },
        }),
        '.gitignore': 'output',
        'src/index.js':
          'export { total } from "./lists.js";\nexport const count = (text) => { let all; for (let turn = 0; turn < 1e4; turn += 1) all = text.split(" "); return all.length; };',
        'src/lists.js':
          'export const total = (list) => { let all; for (let turn = 0; turn < 1e5; turn += 1) all = list.reduce((sum, item) => sum + item, 0); return all; };',
        'test/a.js': "import { count } from '../src/index.js';\ncount('a b');",
        'test/b.js': "import { total } from 'words/lists';\ntotal([1, 2, 3]);",
      },
      { ...INSTANT, isRepository: true },
    );
    expect(written.out).toContain('total: ');
    expect(read('scenarios/first.mjs')).toContain('total(...given)');
  });

  it('builds entry points whose sources cannot be loaded, before it looks for functions', async () => {
    const { written, read } = await runInit(
      {
        '.gitignore': '/index.js\nnode_modules/\n',
        'package.json': packageManifest({
          name: 'lib',
          main: 'index.js',
          scripts: { build: 'node build.js', pretest: 'npm run build', test: 'node test.js' },
        }),
        'build.js':
          "import { readFileSync, writeFileSync } from 'node:fs';\nwriteFileSync('index.js', readFileSync('src/index.js', 'utf8').replace(\"import './missing';\", ''));",
        'src/index.js':
          "import './missing'; export function join(words) { let text; for (let turn = 0; turn < 100_000; turn += 1) text = words.join(turn); return text; }",
        'test.js': "import { join } from './index.js';\njoin(['a', 'b']);",
      },
      { ...INSTANT, isRepository: true },
    );
    expect(written.out).toMatch(/^join: \d+ % of the time /u);
    const text = read('scenarios/first.mjs');
    expect(text).toContain("import { join } from '../index.js';");
    expect(text).toContain("prepare: ['npm', 'run', 'build']");
  });

  it('runs the tests of the packages of a workspace that has none of its own', async () => {
    const { written } = await runInit(
      {
        'package.json': packageManifest({ workspaces: ['packages/*'] }),
        'packages/words/package.json': packageManifest({
          name: 'words',
          main: 'index.js',
          scripts: { test: 'node test.js' },
        }),
        'packages/words/index.js':
          'export function join(words) { let text; for (let turn = 0; turn < 100_000; turn += 1) text = words.join(turn); return text; }',
        'packages/words/test.js': "import { join } from './index.js';\njoin(['a', 'b']);",
      },
      INSTANT,
    );
    expect(written.err).toContain('trying the functions that `npm test --workspaces` calls');
    expect(written.out).toMatch(/^join: \d+ % of the time /u);
  });

  it('runs the tests of a script whose linter rejects the instrumented code', async () => {
    const { written } = await runInit(
      {
        ...PACKAGE,
        'package.json': packageManifest({
          name: 'words',
          exports: './src/index.js',
          scripts: { test: 'node check.js && npm run unit', unit: 'node test/words.test.js' },
        }),
        'check.js': `import { readFileSync } from 'node:fs';
process.exitCode = readFileSync('src/count.js', 'utf8').includes('perf-harness') ? 1 : 0;`,
      },
      INSTANT,
    );
    expect(written.out).toMatch(/^sortWords: \d+ % of the time /mu);
    expect(written.out).not.toContain('the tests failed');
  });

  it('says why when the tests do not run, and continues with other candidates', async () => {
    const { code, written, read } = await runInit(
      {
        ...PACKAGE,
        'package.json': packageManifest({
          name: 'words',
          exports: './src/index.js',
          scripts: { test: 'echo no luck; exit 3' },
        }),
      },
      INSTANT,
    );
    expect(code).toBe(0);
    expect(written.err).toContain('  no: `npm run --silent test` exited with code 3: no luck\n');
    expect(read('scenarios/first.mjs')).toContain("await import('./src/index.js')");
  });

  it('lists candidates with share and time, and writes nothing', async () => {
    const { code, written, root } = await runInit(PACKAGE, { args: ['--list'] });
    expect(code).toBe(0);
    expect(written.out).toMatch(/^ *share +per call +candidate\n/u);
    expect(written.out).toMatch(/^ *[\d.]+ % +[\d.]+ [nµm]?s +count, largest input$/mu);
    expect(written.out).toContain(
      'each (left out: its only call gets a function that uses names of the tests, which cannot be written to a file)\n',
    );
    expect(readdirSync(root).toSorted()).toEqual(['package.json', 'src', 'test']);
  });

  it('requests the route of a server that its tests request most', async () => {
    const { code, written, read } = await runInit(
      {
        'package.json': packageManifest({
          private: true,
          scripts: { start: 'node server.js', test: 'node test.js' },
        }),
        'app.js':
          "export const answer = (request, response) => { response.statusCode = request.url.startsWith('/users') || request.url === '/' ? 200 : 404; response.end('ok'); };",
        'server.js': LISTENING_SERVER.replace(
          "(request, response) => response.end('ok')",
          "(await import('./app.js')).answer",
        ).replace('PORT', 'process.env.PORT'),
        'test.js': `import { createServer } from 'node:http';
import { answer } from './app.js';
const server = createServer(answer).listen(0, async () => {
  const { port } = server.address();
  for (const path of ['/', '/users?page=2', '/users?page=2', '/none', '/none', '/none']) {
    await (await fetch(\`http://127.0.0.1:\${port}\${path}\`)).text();
  }
  process.exit(0);
});`,
      },
      INSTANT,
    );
    expect(code).toBe(0);
    expect(written.out).toContain('GET /users?page=2 takes');
    expect(read('scenarios/first.mjs')).toContain("url: '/users?page=2'");
  });
});
