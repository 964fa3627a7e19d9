import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../repository/read-repository-sources.ts';
import { createGitProject } from '../support/git-project.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import { createScriptedExecutors, drawWallTimes } from '../support/scripted-executors.ts';

const TOTAL = `export function total(lines, taxes) {
  return lines.reduce((sum, { amount, code }) => sum + amount * taxes[code], 0);
}
`;
const TESTS = `import test from 'node:test';
import assert from 'node:assert';
import { total } from '../src/total.mjs';
test('one', () => assert.equal(total([{ amount: 2, code: 'a' }], { a: 2 }), 4));
test('three', () => {
  const lines = ['a', 'b', 'a'].map((code, index) => ({ amount: index, code }));
  assert.equal(total(lines, { a: 1, b: 2 }), 4);
});
`;

/** @param test - By default without a process for each file of tests. */
function projectWith(files: Readonly<Record<string, string>>, test = 'node test/*'): string {
  const project = createGitProject();
  project.commit('first', {
    'package.json': JSON.stringify({ type: 'module', scripts: { test } }),
    ...files,
  });
  // Scenarios import perf-harness by name, and vitest has to be installed where it is used.
  symlinkSync(join(ROOT, 'node_modules'), join(project.root, 'node_modules'));
  return project.root;
}

const init = (cwd: string, ...args: readonly string[]) =>
  runCommandInProcess(['init', 'function', ...args], { cwd, isLight: true });
const written = (root: string, path: string): string => readFileSync(join(root, path), 'utf8');

describe('init function', () => {
  it('writes a scenario with the largest call of the tests, and does not change the sources', async () => {
    const root = projectWith(
      { 'src/total.mjs': TOTAL, 'test/total.test.mjs': TESTS },
      'node --test',
    );
    const { code: exitCode, out: stdout } = await init(root, 'src/total.mjs::total');
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      'wrote scenarios/total.mjs\n\nNext: perf-harness run scenarios/total.mjs\n',
    );
    const scenario = written(root, 'scenarios/total.mjs');
    expect(scenario).toContain('Calls that `npm run --silent test` makes;');
    expect(scenario).toMatch(/ 2 calls\.$/mu);
    expect(scenario).toContain(
      'setup: () => [[{ amount: 0, code: "a" }, { amount: 1, code: "b" }, { amount: 2, code: "a" }], { a: 1, b: 2 }],',
    );
    expect(written(root, 'src/total.mjs')).toBe(TOTAL);
    const file = join(root, 'scenarios/total.mjs');
    const { default: made } = (await import(file)) as {
      default: readonly { setup: () => unknown; run: (given: unknown) => unknown }[];
    };
    expect(made.map(({ setup, run }) => run(setup()))).toEqual([4]);
    const ran = await runCommandInProcess(['run', file, '--reporter', 'json'], {
      cwd: root,
      executors: createScriptedExecutors(drawWallTimes(() => 5)),
    });
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.out).runs).toMatchObject([{ kind: 'function', state: 'completed' }]);
  });

  it('sees calls in an expression arrow through a test runner that compiles TypeScript', async () => {
    const root = projectWith(
      {
        'tsconfig.json': '{ "include": ["src"] }',
        'src/words.ts':
          "export const words = (text: string, mark = ' ', ...rest: readonly string[]): number =>\n  text.split(mark).length + rest.length;\n",
        'src/words.test.ts':
          "import { expect, test } from 'vitest';\nimport { words } from './words.ts';\ntest('a', () => expect(words('a b', undefined, 'x')).toBe(3));\ntest('b', () => expect(words('a b')).toBe(2));\n",
      },
      'vitest run',
    );
    const { err: stderr, code: exitCode } = await init(root, 'words');
    expect(stderr).toContain('running the tests in a copy');
    expect(exitCode).toBe(0);
    const scenario = written(root, 'scenarios/words.ts');
    // The default is in place before the body is reached.
    expect(scenario).toContain(
      'setup: () => ["a b", " ", "x"],\n    run: (given) => words(...(given as unknown as Parameters<typeof words>)),',
    );
    expect(scenario).toContain("import { words } from '../src/words.ts';");
  });

  it('writes long arguments to a separate file, and knows what CommonJS exports', async () => {
    const root = projectWith({
      'lib/longest.cjs': 'exports.longest = function (list) { return Math.max(...list); };\n',
      'test/longest.test.mjs':
        "import test from 'node:test';\nimport module from '../lib/longest.cjs';\ntest('a', () => module.longest(Array.from({ length: 300 }, (_, index) => index)));\n",
    });
    expect((await init(root, 'lib/longest.cjs::longest')).code).toBe(0);
    const scenario = written(root, 'scenarios/longest.mjs');
    expect(scenario).toContain("import { longest } from '../lib/longest.cjs';");
    expect(scenario).toContain("import { input1 } from './_longest-inputs.mjs';");
    expect(written(root, 'scenarios/_longest-inputs.mjs')).toMatch(
      /^export const input1 = \(\) => \[\[(?:\d+, ){299}299\]\];\n$/u,
    );
  });

  it.for([
    ['lib/slug-text.cjs::slugText', 'module.exports = function (text) { return text.trim(); };\n'],
    ['lib/slug-text.mjs', 'export default (text) => text.trim();\n'],
  ] as const)('names an unnamed export after its file: %s', async ([target, text]) => {
    const [file = ''] = target.split('::');
    const root = projectWith({ [file]: text });
    expect((await init(root, target, '--args', '[" a"]')).code).toBe(0);
    const scenario = written(root, 'scenarios/slugtext.mjs');
    expect(scenario).toContain(`import slugText from '../${file}';`);
    expect(scenario).toContain(
      '    name: \'slugText\',\n    setup: () => [" a"],\n    run: (given) => slugText(...given),',
    );
  });

  // The tests of the generator run a generated benchmark (generate-benchmark.test.ts).
  it('SH8-05: writes a benchmark of the available tool, at several sizes, and not twice', async () => {
    const root = projectWith({
      'tsconfig.json': '{}',
      'src/words.ts':
        'export function words(text: string): number {\n  return text.split(" ").length;\n}\n',
      'test/words.test.ts':
        "import test from 'node:test';\nimport { words } from '../src/words.ts';\ntest('a', () => words('a b'));\n",
    });
    const { out, code } = await init(root, 'src/words.ts::words', '--bench');
    expect(code).toBe(0);
    expect(out).toMatch(/^wrote bench\/words\.bench\.ts\n\nNext: npx vitest bench --run/u);
    expect(written(root, 'bench/words.bench.ts')).toContain('words("a b")');
    expect(await init(root, 'src/words.ts::words', '--bench')).toEqual({
      code: 0,
      out: 'kept bench/words.bench.ts, which already has a benchmark of the function\n',
      // No output, since the tests are not run.
      err: '',
    });
  });

  it('SH8-05: supports other languages when the arguments are given', async () => {
    const root = projectWith({ 'src/total.py': 'def total(values):\n    return sum(values)\n' });
    const { code, err } = await init(root, 'src/total.py::total', '--bench');
    expect([code, err]).toEqual([2, expect.stringMatching(/--args/u)]);
    const args = ['--bench', '--args', '[[3, 4]]'];
    expect((await init(root, 'src/total.py::total', ...args)).out).toMatch(/^wrote \S+\.py\n/u);
  });

  it('requires no arguments for a function without parameters', async () => {
    const { root, commit } = createGitProject();
    commit('first', { 'src/all.mjs': 'export const all = () => [3, 1, 2].sort();\n' });
    const { code, out, err } = await init(root, 'src/all.mjs::all');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('wrote scenarios/all.mjs');
    expect(written(root, 'scenarios/all.mjs')).toContain('run: () => all(),');
  });

  it('accepts arguments by hand, and keeps existing files', async () => {
    const root = projectWith({ 'src/total.mjs': TOTAL });
    const args = ['--args', '[[], {}]'];
    expect((await init(root, 'total', ...args)).code).toBe(0);
    expect(written(root, 'scenarios/total.mjs')).toContain('setup: () => [[],{}],');
    const again = await init(root, 'total', ...args);
    expect(again.out).toBe('kept existing scenarios/total.mjs (--force overwrites it)\n');
  });

  const NO_CALL = "import test from 'node:test';\ntest('a', () => 0);\n";
  it.each([
    [
      'no test calls it',
      { 'src/total.mjs': TOTAL, 'test/a.test.mjs': NO_CALL },
      'src/total.mjs::total',
      /recorded: `npm run --silent test` never calls the function\. Pass the function's arguments as a JSON array: --args/,
    ],
    [
      'no file can hold what it gets',
      {
        'src/each.mjs': 'export function each(list, act) { list.forEach(act); }\n',
        'test/a.test.mjs':
          "import test from 'node:test';\nimport { each } from '../src/each.mjs';\ntest('a', () => each([1], () => each));\n",
      },
      'each',
      /in the tests, its only call gets a function that uses names of the tests, which cannot be written to a file/,
    ],
    [
      'the tests fail before they call it',
      {
        'package.json':
          '{"type":"module","scripts":{"test":"echo first; echo second; echo no luck today; exit 1"}}',
        'src/total.mjs': TOTAL,
      },
      'src/total.mjs::total',
      /exited with code 1: .*no luck today\. Pass/,
    ],
    ['it is not exported', { 'src/own.mjs': 'function own() {}\n' }, 'own', /does not export own/],
    [
      'it does not exist',
      { 'src/total.mjs': TOTAL },
      'src/total.mjs::totel',
      /Did you mean total\?/,
    ],
  ])('says what to do when %s', async (_, files, words, message) => {
    const root = projectWith(files);
    const { code: exitCode, err: stderr } = await init(root, ...words.split(' '));
    expect(stderr.replaceAll(/\s+/gu, ' ')).toMatch(message);
    expect(stderr).not.toContain('    at ');
    expect(exitCode).toBe(2);
    expect(existsSync(join(root, 'scenarios'))).toBe(false);
  });
});
