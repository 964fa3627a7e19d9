import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test, vi } from 'vitest';
import type {
  Applicator,
  Hypothesis,
} from '../../../../plugins/optimize/document/optimization-hypothesis.ts';
import { applyHypothesis } from '../../../../plugins/optimize/strike/apply-hypothesis.ts';
import {
  keepState,
  restoreState,
} from '../../../../plugins/optimize/strike/save-and-restore-worktree.ts';
import {
  openWorktrees,
  type Worktree,
  type Worktrees,
} from '../../../../plugins/optimize/strike/trial-worktrees.ts';
import {
  createHypothesis,
  createHypothesisProject,
  createLinePatch,
} from '../../../support/optimization-hypothesis-project.ts';

const A = [
  'export function a() {',
  '  return 1;',
  '}',
  'export const b = 2;',
  'export const c = 3;',
  '',
];
const MANIFEST = `${JSON.stringify({ name: 'x', scripts: { test: 'node --test' }, dependencies: { dep: '1.0.0' } }, null, 2)}\n`;

let trees: Worktrees;
let worktree: Worktree;
let start = '';

/** Creates a folder with an npm that installs nothing, since these tests need no packages. */
function readyNpm(): string {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-npm-'));
  writeFileSync(join(folder, 'npm'), '#!/bin/sh\nmkdir -p node_modules\n', { mode: 0o755 });
  return folder;
}

beforeAll(async () => {
  vi.stubEnv('PATH', [readyNpm(), process.env.PATH].join(delimiter));
  const project = createHypothesisProject({
    'src/a.js': A.join('\n'),
    'src/crlf.js': A.join('\r\n'),
    'src/pattern.js': "export const f = (text) => new RegExp('^a').test(text);\n",
    'test/a.test.js': A.join('\n'),
    'package.json': MANIFEST,
    'package-lock.json': '{"packages":{"node_modules/dep":{},"node_modules/there":{}}}\n',
    '.github/workflows/ci.yml': A.join('\n'),
    'config.json': '{\n    "pool": { "max": 2 }\n}\n',
    'config.yaml': '# kept\npool:\n  max: 2\n',
  });
  symlinkSync('/tmp', join(project.root, 'out'));
  project.commit('a link');
  const { signal } = new AbortController();
  const { host, root } = project;
  trees = await openWorktrees(host, { root, slug: 'x', cycle: 1, signal });
  worktree = await trees.open('head');
  start = await keepState(worktree);
});

afterAll(async () => {
  await trees.close();
  vi.unstubAllEnvs();
});

const apply = (applicator: Applicator | null, more: Partial<Hypothesis> = {}) =>
  applyHypothesis(worktree, createHypothesis('H1', applicator, more));
const patch = (path: string, index = 1, becomes = '  return 7;'): Applicator => ({
  kind: 'patch',
  patch: createLinePatch(path, A, index, becomes),
});
const declaring = (...files_to_modify: string[]): Partial<Hypothesis> => ({ files_to_modify });
const read = (path: string): string => readFileSync(join(worktree.root, path), 'utf8');

/** Returns a file after the change, then reverts it and expects that nothing is left. */
async function seen(applied: Awaited<ReturnType<typeof apply>>, path: string): Promise<string> {
  if (applied.state !== 'applied') throw new Error(applied.reason);
  const text = read(path);
  await restoreState(worktree, applied.before);
  expect(await keepState(worktree)).toBe(start);
  return text;
}

describe('the applicators of a hypothesis', () => {
  test('apply and revert a patch', async () => {
    expect(await seen(await apply(patch('src/a.js'), declaring('src/a.js')), 'src/a.js')).toContain(
      'return 7;',
    );
  });

  test('keep the CRLF line endings of a patched file', async () => {
    const applied = await apply(patch('src/crlf.js'), declaring('src/crlf.js'));
    const text = await seen(applied, 'src/crlf.js');
    expect(text).toBe(A.join('\r\n').replace('return 1', 'return 7'));
  });

  test('apply and revert a patch that adds a file and a patch that removes a file', async () => {
    const added = `diff --git a/src/n.js b/src/n.js\nnew file mode 100644\n--- /dev/null\n+++ b/src/n.js\n@@ -0,0 +1 @@\n+export {};\n`;
    const applied = await apply({ kind: 'patch', patch: added }, declaring('src/n.js'));
    expect(await seen(applied, 'src/n.js')).toBe('export {};\n');
    expect(() => read('src/n.js')).toThrow();
  });

  test('keep the indentation of JSON and the comments of YAML when they set a value', async () => {
    const config = (file: string): Applicator => ({
      kind: 'config',
      file,
      path: ['pool', 'max'],
      value: 20,
    });
    expect(
      await seen(await apply(config('config.json'), declaring('config.json')), 'config.json'),
    ).toBe('{\n    "pool": {\n        "max": 20\n    }\n}\n');
    expect(
      await seen(await apply(config('config.yaml'), declaring('config.yaml')), 'config.yaml'),
    ).toBe('# kept\npool:\n  max: 20\n');
  });

  test('write the statements that revert a migration into it', async () => {
    const applied = await apply(
      { kind: 'sql', file: 'db/1.sql', up: 'CREATE INDEX i ON t (c);', down: 'DROP INDEX i;' },
      declaring('db/1.sql'),
    );
    expect(await seen(applied, 'db/1.sql')).toBe(
      'CREATE INDEX i ON t (c);\n\n-- To revert:\n--   DROP INDEX i;\n',
    );
  });

  test('run a command in the root of the worktree', async () => {
    const applied = await apply(
      { kind: 'command', argv: ['sh', '-c', "echo 'export {};' > src/a.js"] },
      declaring('src/a.js'),
    );
    expect(await seen(applied, 'src/a.js')).toBe('export {};\n');
  });

  test('run a foreign command without network and secrets', async () => {
    process.env.SECRET_TOKEN = 'hidden';
    const server = createServer((_, response) => response.end('x'));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const script = `fetch('http://127.0.0.1:${port}/').then(() => 'network', () => 'no network')
      .then((net) => fs.writeFileSync('src/a.js', [process.env.SECRET_TOKEN, net].join()))`;
    const applied = await apply(
      { kind: 'command', argv: ['node', '-e', script] },
      declaring('src/a.js'),
    );
    server.close();
    Reflect.deleteProperty(process.env, 'SECRET_TOKEN');
    expect(await seen(applied, 'src/a.js')).toBe(',no network');
  });

  test('run a codemod of the catalogue at its places in the declared files', async () => {
    const codemodAt = (place: string): Applicator => ({
      kind: 'codemod',
      codemod: 'make-once',
      places: [place],
    });
    const declared = declaring('src/pattern.js');
    expect(await apply(codemodAt('src/pattern.js:2'), declared)).toEqual({
      state: 'failed',
      reason: 'H1 cannot be applied: codemod make-once finds nothing to change',
    });
    const applied = await apply(codemodAt('src/pattern.js:1'), declared);
    expect(await seen(applied, 'src/pattern.js')).toContain('keptPattern().test(text)');
  });

  it('X814-15: restore the state below when the last change is reverted', async () => {
    const first = await apply(patch('src/a.js'), declaring('src/a.js'));
    const second = await apply(patch('src/a.js', 3, 'export const b = 3;'), declaring('src/a.js'));
    if (first.state !== 'applied' || second.state !== 'applied') throw new Error('not applied');
    await restoreState(worktree, second.before);
    expect(read('src/a.js')).toContain('return 7;');
    expect(read('src/a.js')).toContain('b = 2');
    await restoreState(worktree, start);
  });
});

describe('the limits of a hypothesis', () => {
  const refused: readonly (readonly [name: string, path: string, reason: string])[] = [
    ['leaves the repository', '../x.js', ': a path outside the repository'],
    ['goes through a link', 'out/x.js', ', a path through a symbolic link'],
  ];
  test.each(refused)('refuse a patch that %s', async (_, path, reason) => {
    const result = await apply(patch(path), declaring(path));
    expect(result).toEqual({ state: 'refused', reason: `H1 touches ${path}${reason}` });
    expect(await keepState(worktree)).toBe(start);
  });

  test('refuse undeclared files, in a patch and in a command', async () => {
    const expected = {
      state: 'refused',
      reason: 'H1 touches src/a.js: an undeclared file',
    };
    expect(await apply(patch('src/a.js'), declaring('src/b.js'))).toEqual(expected);
    expect(await apply({ kind: 'command', argv: ['sh', '-c', ': > src/a.js'] })).toEqual(expected);
    expect(await keepState(worktree)).toBe(start);
  });

  test('leave a test to a person, even when it is declared', async () => {
    const result = await apply(patch('test/a.test.js'), declaring('test/a.test.js'));
    expect(result).toEqual({ state: 'manual', reason: 'H1 touches the tests (test/a.test.js)' });
  });

  it('X814-16: refuse a package that is not in the lockfile, and accept a package that is in it', async () => {
    const add = (name: string): Applicator => ({
      kind: 'config',
      file: 'package.json',
      path: ['dependencies', name],
      value: '1.0.0',
    });
    expect(await apply(add('left-pad'), declaring('package.json'))).toEqual({
      state: 'refused',
      reason: 'H1: package left-pad is new: it is not in the lockfile',
    });
    const fine = await apply(add('there'), declaring('package.json'));
    expect(await seen(fine, 'package.json')).toContain('"there": "1.0.0"');
  });

  const failing: readonly (readonly [name: string, applicator: Applicator, reason: RegExp])[] = [
    [
      'a patch that does not apply',
      patch('src/a.js', 1, 'x'),
      /the patch does not apply: .*src\/a\.js/,
    ],
    [
      'a command that fails',
      { kind: 'command', argv: ['sh', '-c', 'exit 3'] },
      /sh exited with code 3$/,
    ],
    [
      'a command that is not there',
      { kind: 'command', argv: ['no-such-program'] },
      /no-such-program cannot be started: program not found/,
    ],
    [
      'a codemod that is not there',
      { kind: 'codemod', codemod: 'none', places: [] },
      /codemod none does not exist/,
    ],
    ['a command that changes nothing', { kind: 'command', argv: ['true'] }, /H1 changes nothing/],
  ];
  test.each(failing)('fail with the reason on %s', async (name, applicator, reason) => {
    if (name.includes('does not apply')) writeFileSync(join(worktree.root, 'src/a.js'), 'other\n');
    const result = await apply(applicator, declaring('src/a.js'));
    expect(result.state).toBe('failed');
    expect(result.state === 'failed' && result.reason).toMatch(reason);
    await restoreState(worktree, start);
  });

  it('H812-24: leave a hypothesis without an applicator to a person', async () => {
    expect((await apply(null)).state).toBe('manual');
  });
});
