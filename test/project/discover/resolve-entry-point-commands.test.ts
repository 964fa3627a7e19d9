import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, test } from 'vitest';
import { files } from '../../../harness/host/file-operations.ts';
import { testCommandsSchema } from '../../../harness/model/entry-point-test-commands.ts';
import { findE2eTest } from '../../../project/discover/find-e2e-test.ts';
import { resolveEntryPoint } from '../../../project/discover/resolve-code-entry-point.ts';
import { resolveEntryPointCommands } from '../../../project/discover/resolve-entry-point-commands.ts';
import { createProject } from '../../support/run-cli.ts';

const SOURCE = 'export function translate(text) { return text.toUpperCase(); }\n';
const ROUTE_TEST = "test('a', () => fetch(base + '/api/v1/translate?to=sv'));\n";

function resolve(root: string, target: string, options = {}) {
  const entry = resolveEntryPoint(files, root, target);
  return resolveEntryPointCommands(files, root, entry, {
    folder: '.optimization/translate',
    ...options,
  });
}

describe('P811-01: the test command', () => {
  const root = createProject({
    'src/translate.js': SOURCE,
    'test/e2e/translate.test.js': "import test from 'node:test';\ntest(translate);\n",
  });

  it('is what the user gives, even when there are tests', () => {
    const { commands, command, generated } = resolve(root, 'src/translate.js::translate', {
      testCommand: 'npm test && echo done',
    });
    expect(commands.test_command).toBe('npm test && echo done');
    expect(command).toEqual({ type: 'shell', text: 'npm test && echo done' });
    expect(generated).toEqual([]);
    // P811-04: the end-to-end test is still looked for.
    expect(commands).toMatchObject({
      e2e_test_command: 'node --test test/e2e/translate.test.js',
      e2e_test_source: 'function',
    });
  });

  it('is otherwise the first end-to-end test found, which is also the end-to-end test', () => {
    const { commands, generated, warnings } = resolve(root, 'src/translate.js::translate');
    expect(commands).toEqual({
      test_command: 'node --test test/e2e/translate.test.js',
      e2e_test_command: 'node --test test/e2e/translate.test.js',
      e2e_test_source: 'function',
    });
    expect([generated, warnings]).toEqual([[], []]);
  });

  it('is otherwise a generated script, with the warning of P811-04', () => {
    const bare = createProject({ 'src/translate.js': SOURCE });
    const { commands, generated, warnings } = resolve(bare, 'src/translate.js::translate');
    expect(commands).toEqual({
      test_command: 'bash .optimization/translate/profile_test.sh',
      e2e_test_command: null,
      e2e_test_source: 'none',
    });
    expect(generated[0]).toBe('.optimization/translate/profile_test.sh');
    expect(existsSync(join(bare, generated[0] ?? ''))).toBe(true);
    expect(warnings).toEqual([
      'WARNING: No e2e test covers src/translate.js::translate. Full test suite serves as functional gate.',
    ]);
  });
});

describe('P811-02: the search for an end-to-end test', () => {
  const source = (tests: Readonly<Record<string, string>>, target: string) => {
    const root = createProject({ 'src/api/translate.js': SOURCE, ...tests });
    const entry = resolveEntryPoint(files, root, target);
    // Analysis of the code knows which function a route leads to.
    const known = { ...entry, file: 'src/api/translate.js', function: 'translate' };
    return findE2eTest(files, root, known);
  };

  it('finds a test by its route before all else', () => {
    expect(
      source(
        {
          'e2e/a.test.js': "import { translate } from '../src/api/translate.js';",
          'e2e/b.spec.ts': ROUTE_TEST,
        },
        '/api/v1/translate',
      ),
    ).toEqual({ file: 'e2e/b.spec.ts', source: 'route' });
  });

  it('finds a test by the name of the function otherwise', () => {
    expect(
      source(
        {
          'tests/integration/a.test.js': "import '../../src/api/translate.js';",
          'tests/integration/b.test.js': 'await app.translate(1);',
        },
        '/api/v1/translate',
      ),
    ).toEqual({ file: 'tests/integration/b.test.js', source: 'function' });
  });

  it('finds a test by an import of the module otherwise', () => {
    expect(
      source({ 'test/flow.e2e-spec.js': "require('../src/api/translate');" }, '/api/v1/translate'),
    ).toEqual({ file: 'test/flow.e2e-spec.js', source: 'module' });
  });

  it('ignores words that are part of others, and files that are no end-to-end tests', () => {
    expect(
      source(
        {
          'e2e/a.test.js':
            "fetch('/api/v1/translate-all'); fetch('/api/v1/translate/7'); translated();",
          'e2e/fixtures.js': ROUTE_TEST,
          'test/unit.test.js': ROUTE_TEST,
          'node_modules/x/e2e/a.test.js': ROUTE_TEST,
          'dist/e2e/a.test.js': ROUTE_TEST,
        },
        '/api/v1/translate',
      ),
    ).toBeNull();
  });

  it.each([
    ['/users/:id', "get('/users/42')"],
    ['/users/{id}/orders', `get(\`/users/\${user.id}/orders\`)`],
    ['/', "page.goto('/')"],
  ])('finds a test with a value for each parameter of %s', (route, call) => {
    expect(source({ 'e2e/a.test.js': call }, route)).toMatchObject({ source: 'route' });
  });

  it('finds a test in Python by the dotted name of the module', () => {
    const root = createProject({
      'src/shop/cart.py': 'def total(items): return 0\n',
      'tests/e2e/test_cart.py': 'from shop import cart\n',
    });
    const entry = { ...resolveEntryPoint(files, root, 'src/shop/cart.py'), function: null };
    expect(findE2eTest(files, root, entry)).toEqual({
      file: 'tests/e2e/test_cart.py',
      source: 'module',
    });
  });
});

test.each([
  [
    "import { test } from '@playwright/test';",
    {},
    'npx playwright test e2e/a.spec.js --reporter=json',
  ],
  ["import { test } from 'vitest';", {}, 'npx vitest run --reporter=json e2e/a.spec.js'],
  ["require('node:test');", { vitest: '5' }, 'node --test e2e/a.spec.js'],
  ['', { vitest: '5' }, 'npx vitest run --reporter=json e2e/a.spec.js'],
  ['', { jest: '30' }, 'npx jest --json e2e/a.spec.js'],
  ['', {}, 'node e2e/a.spec.js'],
])(
  'runs a test that contains %j next to %j with its own runner',
  (text, devDependencies, expected) => {
    const root = createProject({
      'package.json': JSON.stringify({ devDependencies }),
      'src/a.js': SOURCE,
      'e2e/a.spec.js': `${text}\ntranslate();`,
    });
    expect(resolve(root, 'src/a.js::translate').commands.e2e_test_command).toBe(expected);
  },
);

describe('P811-03: the generated script', () => {
  const run = promisify(execFile);
  const scriptOf = (root: string, target: string, options = {}): string =>
    join(root, resolve(root, target, options).generated[0] ?? '');

  it.each([
    ['src/translate.js', SOURCE],
    ['src/translate.ts', 'export const translate = (text: string): string => text.trim();\n'],
    ['src/translate.cjs', 'exports.translate = function translate(text) { return text + 1; };\n'],
    ['src/translate.py', 'def translate(text):\n    return text.upper()\n'],
  ])('runs a function of %s and prints one number', async (file, text) => {
    const root = createProject({ [file]: text });
    const script = scriptOf(root, `${file}::translate`, { sample: ['it\'s "so"'] });
    const { stdout } = await run('bash', [script]);
    expect(stdout).toMatch(/^[\d.e-]+\n$/);
    expect(Number(stdout)).toBeGreaterThan(0);
  });

  it('says what to do about a function whose arguments are unknown', () => {
    const root = createProject({
      'src/add.js': 'export function add(a, b) { return a.x + b.x; }\n',
    });
    expect(() =>
      execFileSync('bash', [scriptOf(root, 'src/add.js::add')], { stdio: 'pipe' }),
    ).toThrow(
      /add takes 2 arguments, and no real call of it is known: "perf-harness init function src.add.js::add" writes a scenario/,
    );
  });

  it('requests an endpoint with curl', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.end('ok');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const root = createProject({});
    const script = scriptOf(root, 'GET /users/:id/orders');
    expect(readFileSync(script, 'utf8')).toContain('%{time_total}');
    const { stdout } = await run('bash', [script], { env: { ...process.env, PORT: String(port) } });
    server.close();
    expect(Number(stdout)).toBeGreaterThan(0);
    expect(asked).toEqual(['GET /users/1/orders']);
  });

  it('runs a pipeline as a whole, with its input', () => {
    const root = createProject({
      'src/count it.mjs':
        "let text = ''; for await (const part of process.stdin) text += part; if (text !== 'a b') process.exit(1);",
      'input.txt': 'a b',
    });
    const script = scriptOf(root, 'src/count it.mjs', { input: 'input.txt' });
    const printed = execFileSync('bash', [script], { encoding: 'utf8' });
    expect(printed).toMatch(/^\d+[.,]\d{3}\n$/);
  });

  it('fails when the program fails', () => {
    const root = createProject({ 'src/broken.mjs': 'process.exit(3);' });
    const script = scriptOf(root, 'src/broken.mjs');
    expect(() => execFileSync('bash', [script], { stdio: 'pipe' })).toThrow('Command failed');
  });

  it('is refused for a language that it cannot be written for', () => {
    const root = createProject({ 'a.rs': 'pub fn work() {}' });
    expect(() => resolve(root, 'a.rs::work')).toThrow('no script can be generated to call it');
  });
});

describe('P811-05: the output of test commands', () => {
  const valid = { test_command: 'a', e2e_test_command: 'b', e2e_test_source: 'route' };
  it.each(['user', 'route', 'function', 'module'])('accepts the source %s', (source) => {
    expect(testCommandsSchema.safeParse({ ...valid, e2e_test_source: source }).success).toBe(true);
  });

  it.each([
    { ...valid, e2e_test_source: 'guess' },
    { ...valid, e2e_test_source: 'none' },
    { ...valid, e2e_test_command: null },
  ])('rejects %j', (wrong) => {
    expect(testCommandsSchema.safeParse(wrong).success).toBe(false);
  });

  it('contains the end-to-end test that the user names', () => {
    const root = createProject({ 'src/a.js': SOURCE });
    const { commands, warnings } = resolve(root, 'src/a.js::translate', {
      e2eTestCommand: 'make e2e',
    });
    expect(commands).toEqual({
      test_command: 'make e2e',
      e2e_test_command: 'make e2e',
      e2e_test_source: 'user',
    });
    expect(warnings).toEqual([]);
  });
});
