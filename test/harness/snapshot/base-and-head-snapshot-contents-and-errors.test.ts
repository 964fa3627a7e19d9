import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import { checkProjectFolder } from '../../../harness/snapshot/check-base-and-head-source-trees.ts';
import { withUnguardedGit } from '../../support/run-git-without-process-guardian.ts';
import {
  createSampleRepository,
  createTestRepository,
  expectError,
  openSampleSnapshots,
  runGit,
  type SampleRepository,
  writeInto,
} from './temporary-git-repository.ts';

const host = withUnguardedGit(createHost());
let repository: SampleRepository;

beforeEach(() => {
  repository = createTestRepository({
    'lib/x.js': 'one',
    'bin/run': '#!/bin/sh\n',
    'old.js': 'old',
  });
  chmodSync(join(repository.root, 'bin/run'), 0o755);
  repository.commit('v1');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const read = (...path: readonly string[]): string => readFileSync(join(...path), 'utf8');

describe('the files of a side', () => {
  test('are those that git checks out for a ref, plus uncommitted and untracked files for the working tree', async () => {
    const ignore = '*\n!.gitignore\n!baselines/\n!baselines/*.json\n';
    repository.git('config', 'filter.shout.smudge', 'tr a-z A-Z');
    repository.git('config', 'filter.shout.clean', 'tr A-Z a-z');
    repository.link('lib/x.js', 'link.js');
    repository.link('nowhere', 'broken');
    repository.write({
      // An archive would leave out or change some of them.
      '.gitattributes': 'lib export-ignore\nv.js export-subst\n*.txt filter=shout\n',
      'v.js': '$Format:%H$',
      'x.txt': 'QUIET',
      'a b\n"ü.js': 'strange',
      '.perf-harness/.gitignore': ignore,
      '.perf-harness/baselines/a.json': '1',
    });
    repository.commit('v2');
    repository.write({ 'lib/x.js': 'two', 'new ü\t.js': 'new', 'old.js': null, ignored: 'secret' });
    repository.write({ '.perf-harness/baselines/b.json': '2', '.perf-harness/runs/c.json': '3' });
    const snapshots = await openSampleSnapshots(host, repository, {
      base: { type: 'ref', ref: 'v2' },
    });
    const { a, b } = snapshots.moveIntoSlots(0);
    expect([read(a, 'lib/x.js'), read(b, 'lib/x.js')]).toEqual(['one', 'two']);
    const common = ['.git', '.gitattributes', '.gitignore', 'a b\n"ü.js', 'bin', 'broken', 'lib'];
    const others = ['link.js', 'package.json', 'v.js', 'x.txt'];
    expect(readdirSync(a).toSorted()).toEqual(
      [...common, ...others, '.perf-harness', 'old.js'].toSorted(),
    );
    expect(readdirSync(b).toSorted()).toEqual([...common, ...others, 'new ü\t.js'].toSorted());
    expect([read(a, 'v.js'), read(a, 'x.txt')]).toEqual(['$Format:%H$', 'QUIET']);
    for (const side of [a, b]) {
      expect(read(side, 'link.js')).toBe(read(side, 'lib/x.js'));
      expect(lstatSync(join(side, 'broken')).isSymbolicLink()).toBe(true);
      expect(read(side, 'a b\n"ü.js')).toBe('strange');
    }
    expect(statSync(join(a, 'bin/run')).mode & 0o111).toBe(0o111);
    expect(snapshots.base).toMatchObject({ label: 'v2', source: 'ref', findings: [] });
    expect(snapshots.base.commit).toBe(repository.git('rev-parse', 'v2').trim());
    expect(snapshots.head).toMatchObject({ label: 'working tree', source: 'tree', findings: [] });
    expect(snapshots.difference).toEqual({
      isSame: false,
      paths: ['lib/x.js', 'new ü\t.js', 'old.js'],
    });
  });

  test('and git in them leave every byte of the repository unchanged, whatever the git settings', async () => {
    repository.write({ 'lib/x.js': 'two' });
    repository.commit('v2');
    const settings = [
      'core.splitIndex',
      'core.untrackedCache',
      'feature.manyFiles',
      'submodule.recurse',
    ];
    for (const setting of settings) repository.git('config', setting, 'true');
    const hook = '#!/bin/sh\necho run > "$(git rev-parse --show-toplevel)/hooked"\n';
    for (const name of ['post-checkout', 'post-index-change', 'reference-transaction']) {
      repository.write({ [`.git/hooks/${name}`]: hook });
      chmodSync(join(repository.root, '.git/hooks', name), 0o755);
    }
    repository.write({ 'lib/x.js': 'three', 'new.js': 'new' });
    repository.git('add', 'new.js');
    rmSync(join(repository.root, 'hooked'));
    const before = repository.bytes();
    const snapshots = await openSampleSnapshots(host, repository);
    const { a, b } = snapshots.moveIntoSlots(1);
    expect(runGit(a, ['describe', '--tags'])).toBe('v1\n');
    expect(runGit(b, ['describe', '--tags', '--dirty'])).toBe('v2-dirty\n');
    expect(runGit(a, ['status', '--short'])).toBe('');
    expect(runGit(b, ['diff', '--name-only'])).toBe('lib/x.js\n');
    runGit(a, ['commit', '-q', '--allow-empty', '-m', 'inside']);
    snapshots.remove();
    expect(repository.bytes()).toEqual(before);
    expect(repository.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  });

  test('are complete when a tree, a folder or a submodule has a sparse checkout', async () => {
    const inner = createSampleRepository({ 'a/x.js': 'inner', 'b/y.js': 'left out' });
    inner.commit('one');
    repository.git('submodule', 'add', '-q', inner.root, 'vendor/inner');
    repository.commit('v2');
    runGit(join(repository.root, 'vendor/inner'), ['sparse-checkout', 'set', '--cone', 'a']);
    const other = join(repository.root, '../other');
    repository.git('worktree', 'add', '-q', other, 'v1');
    runGit(other, ['sparse-checkout', 'set', '--cone', 'lib']);
    repository.git('config', 'index.sparse', 'true');
    repository.git('sparse-checkout', 'set', '--cone', 'lib', 'vendor');
    repository.write({ 'lib/x.js': 'two', 'new/n.js': 'new' });
    const index = readFileSync(join(repository.root, '.git/index'));
    const snapshots = await openSampleSnapshots(host, repository, {
      base: { type: 'folder', path: other },
    });
    const { a, b } = snapshots.moveIntoSlots(0);
    expect(existsSync(join(repository.root, 'bin'))).toBe(false);
    for (const side of [a, b]) {
      expect(read(side, 'bin/run')).toBe('#!/bin/sh\n');
      expect(statSync(join(side, 'bin/run')).mode & 0o111).toBe(0o111);
    }
    expect(read(b, 'vendor/inner/b/y.js')).toBe('left out');
    expect(snapshots.difference.paths.filter((path) => !path.startsWith('vendor/'))).toEqual([
      '.gitmodules',
      'lib/x.js',
      'new/n.js',
    ]);
    expect([snapshots.base.findings, snapshots.head.findings]).toEqual([[], []]);
    expect(readFileSync(join(repository.root, '.git/index'))).toEqual(index);
    inner.remove();
  });

  test('are rejected when git cannot write them out, or what a sparse checkout leaves out', async () => {
    repository.git('sparse-checkout', 'set', '--cone', 'lib');
    const { root, git } = repository;
    const blob = git('rev-parse', 'HEAD:bin/run').trim();
    rmSync(join(root, '.git/objects', blob.slice(0, 2), blob.slice(2)));
    const snapshots = await openSampleSnapshots(host, repository);
    for (const { findings } of [snapshots.base, snapshots.head]) {
      expect(findings).toMatchObject([{ id: 'checkout-failed', level: 'error' }]);
      expect(findings[0]?.message).toContain(blob);
    }
  });

  test('are found in a linked worktree, and in a worktree whose hook started the command', async () => {
    const linked = join(repository.root, '../linked');
    repository.git('worktree', 'add', '-q', linked);
    writeInto(linked, { 'lib/x.js': 'linked' });
    vi.stubEnv('GIT_DIR', join(repository.root, '.git'));
    vi.stubEnv('GIT_INDEX_FILE', '/nowhere');
    const snapshots = await openSampleSnapshots(host, repository, { projectRoot: linked });
    const { a, b } = snapshots.moveIntoSlots(0);
    expect([read(a, 'lib/x.js'), read(b, 'lib/x.js')]).toEqual(['one', 'linked']);
  });
});

describe('a folder as a side', () => {
  test('is taken as it is, without its packages, with the rest of its repository, at a path of the same length', async () => {
    repository.write({ 'packages/app/package.json': '{}', 'packages/shared.js': 'tree' });
    const other = createSampleRepository({
      'deep/er/app/package.json': '{}',
      'deep/er/app/.gitignore': 'dist',
      'deep/er/app/dist/x.js': 'built',
      'deep/er/app/node_modules/dep/index.js': '7',
      'deep/shared.js': 'other',
    });
    const folder = join(other.root, 'deep/er/app');
    const snapshots = await openSampleSnapshots(host, repository, {
      projectRoot: join(repository.root, 'packages/app'),
      base: { type: 'folder', path: folder },
    });
    for (const slot of [0, 1] as const) {
      const { a, b } = snapshots.moveIntoSlots(slot);
      expect(a).toHaveLength(b.length);
      expect([read(a, '../../shared.js'), read(b, '../shared.js')]).toEqual(['other', 'tree']);
      expect(readdirSync(a)).toEqual(['.gitignore', 'dist', 'node_modules', 'package.json']);
      expect(lstatSync(join(a, 'node_modules/dep')).isSymbolicLink()).toBe(true);
    }
    expect(snapshots.base).toMatchObject({ label: folder, source: 'folder', commit: null });
    expect(snapshots.base.dependencyFolders).toEqual([join(folder, 'node_modules')]);
    other.remove();
  });

  test('needs no git at all', async () => {
    const plain = join(repository.root, '../plain');
    writeInto(plain, { 'package.json': '{}', 'x.js': '1' });
    const snapshots = await openSampleSnapshots(host, repository, {
      projectRoot: plain,
      base: { type: 'folder', path: plain },
    });
    expect(snapshots.difference).toEqual({ isSame: true, paths: [] });
    expect(snapshots.head).toMatchObject({ source: 'tree', commit: null });
  });
});

test('the slots have paths of equal length, and hold what the coin toss says, with the repository around the project', async () => {
  repository.write({ 'packages/app/package.json': '{}', 'packages/app/x.js': 'app' });
  repository.commit('v2');
  repository.write({ 'lib/x.js': 'two' });
  const link = join(repository.root, '../link');
  symlinkSync(join(repository.root, 'packages/app'), link);
  const snapshots = await openSampleSnapshots(host, repository, {
    projectRoot: link,
    base: { type: 'ref', ref: 'v2' },
    overlay: [join(link, 'x.js')],
  });
  const first = snapshots.moveIntoSlots(0);
  expect(snapshots.moveIntoSlots(1)).toEqual({ a: first.b, b: first.a });
  expect(first.a).toHaveLength(first.b.length);
  expect(first.a).toMatch(/\/packages\/app$/);
  for (const slot of [0, 0, 1, 1, 0, 1] as const) {
    const { a, b } = snapshots.moveIntoSlots(slot);
    expect([read(a, 'x.js'), read(a, '../../lib/x.js')]).toEqual(['app', 'one']);
    expect(read(b, '../../lib/x.js')).toBe('two');
  }
});

describe('submodules and large files', () => {
  test('include a submodule in the commit that each side names', async () => {
    const inner = createSampleRepository({ 'x.js': 'inner one' });
    inner.commit('one');
    repository.git('submodule', 'add', '-q', inner.root, 'vendor/inner');
    repository.commit('v2');
    const sub = join(repository.root, 'vendor/inner');
    writeInto(sub, { 'x.js': 'inner two' });
    runGit(sub, ['commit', '-q', '--all', '-m', 'two']);
    writeInto(sub, { 'untracked.js': 'u' });
    const snapshots = await openSampleSnapshots(host, repository, {
      base: { type: 'ref', ref: 'v2' },
    });
    const { a, b } = snapshots.moveIntoSlots(0);
    expect(read(a, 'vendor/inner/x.js')).toBe('inner one');
    expect(read(b, 'vendor/inner/x.js')).toBe('inner two');
    expect(read(b, 'vendor/inner/untracked.js')).toBe('u');
    expect(snapshots.base.findings).toEqual([]);
    inner.remove();
  });

  test.each([
    ['was never fetched', []],
    // Git takes it for a part of the outer repository.
    ['has only what an interrupted fetch left', ['vendor/inner/.git']],
  ])('report a submodule that %s, and continue', async (_, folders) => {
    addGitlink('vendor/inner');
    mkdirSync(join(repository.root, 'vendor/inner'), { recursive: true });
    for (const folder of folders) mkdirSync(join(repository.root, folder));
    repository.write({ 'lib/x.js': 'two' });
    const snapshots = await openSampleSnapshots(host, repository, {
      base: { type: 'ref', ref: 'v2' },
    });
    expect(read(snapshots.moveIntoSlots(0).b, 'lib/x.js')).toBe('two');
    expect(snapshots.base.findings).toMatchObject([{ id: 'submodule-missing', level: 'warning' }]);
  });

  test('reject a submodule whose commit was not fetched when another commit is there', async () => {
    addGitlink('vendor/inner');
    const inner = join(repository.root, 'vendor/inner');
    mkdirSync(inner, { recursive: true });
    runGit(inner, ['init', '-q']);
    runGit(inner, ['commit', '-q', '--allow-empty', '-m', 'another']);
    const snapshots = await openSampleSnapshots(host, repository, {
      base: { type: 'ref', ref: 'v2' },
    });
    expect(snapshots.base.findings).toMatchObject([{ id: 'submodule-missing', level: 'error' }]);
  });

  /** Commits a submodule whose commit is nowhere, as `v2`. */
  function addGitlink(path: string): void {
    const entry = `160000,${'1'.repeat(40)},${path}`;
    repository.git('update-index', '--add', '--cacheinfo', entry);
    repository.git('commit', '-q', '-m', 'v2');
    repository.git('tag', 'v2');
  }

  test('distinguish a file that git-lfs stores elsewhere from a real file', async () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n';
    repository.write({ '.gitattributes': '*.bin filter=lfs\n', 'a.bin': pointer, 'b.bin': 'real' });
    repository.commit('v2');
    repository.write({ 'a.bin': 'the file itself' });
    const snapshots = await openSampleSnapshots(host, repository, {
      base: { type: 'ref', ref: 'v2' },
    });
    expect(snapshots.base.findings).toMatchObject([
      {
        id: 'lfs-pointers',
        level: 'warning',
        message: expect.stringMatching(/^The snapshot has only a git-lfs pointer for a\.bin:/),
      },
      {
        id: 'lfs-pointers',
        level: 'error',
        message: 'v2 has only git-lfs pointers for a.bin, but working tree has the files.',
      },
    ]);
    expect(snapshots.head.findings).toEqual([]);
  });
});

describe('the findings about a side', () => {
  test('warn that a checked-out head is measured without uncommitted changes', async () => {
    repository.write({ 'lib/x.js': 'two', 'new.js': 'new', 'old.js': null });
    repository.write({ '.perf-harness/runs/c.json': '3' });
    const snapshots = await openSampleSnapshots(host, repository, {
      head: { type: 'ref', ref: 'main' },
    });
    expect(snapshots.head.findings).toMatchObject([{ id: 'dirty-tree', level: 'warning' }]);
    expect(snapshots.head.findings[0]?.message).toContain('lib/x.js, old.js, new.js have changed');
    expect(snapshots.base.findings).toEqual([]);
  });

  test('reject a base from before the project existed, or had a package.json', async () => {
    repository.write({ 'app/package.json': '{}' });
    const snapshots = await openSampleSnapshots(host, repository, {
      projectRoot: join(repository.root, 'app'),
    });
    expect(snapshots.base.findings).toMatchObject([{ id: 'project-missing', level: 'error' }]);
    expect(snapshots.head.findings).toEqual([]);
    const lib = join(repository.root, 'lib');
    expect(checkProjectFolder(host, 'v1', lib, repository.root)).toMatchObject([
      { id: 'manifest-missing', level: 'error' },
    ]);
  });
});

describe('the errors of opening snapshots', () => {
  const failing = async (changes: Parameters<typeof openSampleSnapshots>[2]) => {
    const error = await expectError(openSampleSnapshots(host, repository, changes));
    expect(readdirSync(join(repository.cache, 'snapshots'))).toEqual([]);
    return error;
  };

  test('name the nearest ref when a ref is not a commit', async () => {
    repository.git('branch', 'feature/fast-parser');
    const base = { type: 'ref', ref: 'feature/fast-praser' } as const;
    const error = await failing({ base });
    expect(error).toMatchObject({ code: 'ref-not-found', exitCode: 6 });
    expect(error.message).toContain('Did you mean "feature/fast-parser"?');
    for (const ref of ['--help', 'v1:lib', 'HEAD^{tree}', '']) {
      expect(await failing({ base: { type: 'ref', ref } })).toMatchObject({
        code: 'ref-not-found',
      });
    }
  });

  test('name a branch that only the remote has', async () => {
    const commit = repository.git('rev-parse', 'HEAD').trim();
    repository.git('update-ref', 'refs/remotes/origin/release', commit);
    const error = await failing({ base: { type: 'ref', ref: 'release' } });
    expect(error.message).toContain('Did you mean "origin/release"?');
  });

  test('say how to get the rest of a shallow clone', async () => {
    repository.commit('v2');
    const clone = join(repository.root, '../clone');
    runGit(repository.root, ['clone', '-q', '--depth=1', `file://${repository.root}`, clone]);
    const base = { type: 'ref', ref: 'HEAD~1' } as const;
    const error = await failing({ projectRoot: clone, base });
    expect(error).toMatchObject({ code: 'shallow-clone', exitCode: 6 });
    expect(error.remedy).toMatch(/git fetch --unshallow.*fetch-depth: 0/);
    // Commits that the clone has can be measured.
    const snapshots = await openSampleSnapshots(host, repository, {
      projectRoot: clone,
      base: { type: 'ref', ref: 'HEAD' },
    });
    expect(runGit(snapshots.moveIntoSlots(0).a, ['log', '--oneline'])).toMatch(/v2\n$/);
  });

  test('report that a repository without commits has nothing to compare with', async () => {
    const empty = createSampleRepository();
    expect(await expectError(openSampleSnapshots(host, empty))).toMatchObject({
      code: 'no-commits',
      exitCode: 6,
    });
    const snapshots = await openSampleSnapshots(host, empty, {
      base: { type: 'folder', path: repository.root },
    });
    expect(snapshots.head.commit).toBeNull();
    empty.remove();
  });

  test('report that a folder in no repository has no commits', async () => {
    const plain = join(repository.root, '../plain');
    mkdirSync(plain);
    expect(await failing({ projectRoot: plain })).toMatchObject({
      code: 'not-a-repository',
      exitCode: 6,
    });
  });

  test('name a folder that does not exist', async () => {
    const error = await failing({ base: { type: 'folder', path: '/nowhere/at/all' } });
    expect(error).toMatchObject({ code: 'folder-not-found', exitCode: 2 });
  });

  test('say what is needed when git is missing', async () => {
    vi.stubEnv('PATH', '/nowhere');
    expect(await failing({})).toMatchObject({ code: 'git-missing', exitCode: 5 });
  });

  test('leave nothing behind after an abort', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    expect(await failing({ signal })).toMatchObject({ message: 'enough' });
  });
});
