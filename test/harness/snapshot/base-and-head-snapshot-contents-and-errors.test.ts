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
import type { Snapshots } from '../../../harness/snapshot/base-and-head-snapshots.ts';
import {
  createSampleRepository,
  expectError,
  openSampleSnapshots,
  runGit,
  type SampleRepository,
  writeInto,
} from './temporary-git-repository.ts';

const host = createHost();
let repository: SampleRepository;
let snapshots: Snapshots | null;

beforeEach(() => {
  snapshots = null;
  repository = createSampleRepository({
    'lib/x.js': 'one',
    'bin/run': '#!/bin/sh\n',
    'old.js': 'old',
  });
  chmodSync(join(repository.root, 'bin/run'), 0o755);
  repository.commit('v1');
});
afterEach(() => {
  vi.unstubAllEnvs();
  snapshots?.remove();
  repository.remove();
});

const read = (...path: readonly string[]): string => readFileSync(join(...path), 'utf8');

describe('the files of a side', () => {
  test('come from the commit for a ref, plus uncommitted and untracked files for the working tree', async () => {
    repository.write({ 'lib/x.js': 'two', 'new.js': 'new', 'old.js': null, ignored: 'secret' });
    snapshots = await openSampleSnapshots(host, repository);
    const { a, b } = snapshots.arrange(0);
    expect([read(a, 'lib/x.js'), read(b, 'lib/x.js')]).toEqual(['one', 'two']);
    expect(readdirSync(a)).toEqual(['.git', '.gitignore', 'bin', 'lib', 'old.js', 'package.json']);
    expect(readdirSync(b)).toEqual(['.git', '.gitignore', 'bin', 'lib', 'new.js', 'package.json']);
    expect(statSync(join(a, 'bin/run')).mode & 0o111).toBe(0o111);
    expect(snapshots.base).toMatchObject({ label: 'v1', source: 'ref', findings: [] });
    expect(snapshots.base.commit).toBe(repository.git('rev-parse', 'v1').trim());
    expect(snapshots.head).toMatchObject({ label: 'working tree', source: 'tree', findings: [] });
    expect(snapshots.difference).toEqual({
      isSame: false,
      paths: ['lib/x.js', 'new.js', 'old.js'],
    });
  });

  test('leave every byte of the repository unchanged, whatever the git settings', async () => {
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
      runGit(repository.root, ['update-index', '--refresh']);
      mkdirSync(join(repository.root, '.git/hooks'), { recursive: true });
    }
    repository.write({ 'lib/x.js': 'two', 'new.js': 'new' });
    repository.git('add', 'new.js');
    const before = repository.bytes();
    snapshots = await openSampleSnapshots(host, repository, { head: { type: 'ref', ref: 'HEAD' } });
    snapshots.arrange(1);
    snapshots.remove();
    expect(repository.bytes()).toEqual(before);
    expect(repository.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  });

  test('are all files of the commit on both sides when the checkout is sparse', async () => {
    repository.git('config', 'index.sparse', 'true');
    repository.git('sparse-checkout', 'set', '--cone', 'lib');
    repository.write({ 'lib/x.js': 'two', 'new/n.js': 'new' });
    const index = readFileSync(join(repository.root, '.git/index'));
    snapshots = await openSampleSnapshots(host, repository);
    const { a, b } = snapshots.arrange(0);
    expect(existsSync(join(repository.root, 'bin'))).toBe(false);
    for (const side of [a, b]) {
      expect(read(side, 'bin/run')).toBe('#!/bin/sh\n');
      expect(statSync(join(side, 'bin/run')).mode & 0o111).toBe(0o111);
    }
    expect(snapshots.difference.paths).toEqual(['lib/x.js', 'new/n.js']);
    expect([snapshots.base.findings, snapshots.head.findings]).toEqual([[], []]);
    expect(readFileSync(join(repository.root, '.git/index'))).toEqual(index);
  });

  test('are rejected when git cannot write what a sparse checkout leaves out', async () => {
    repository.git('sparse-checkout', 'set', '--cone', 'lib');
    const { root, git } = repository;
    const blob = git('rev-parse', 'HEAD:bin/run').trim();
    rmSync(join(root, '.git/objects', blob.slice(0, 2), blob.slice(2)));
    snapshots = await openSampleSnapshots(host, repository);
    for (const { findings } of [snapshots.base, snapshots.head]) {
      expect(findings).toMatchObject([{ id: 'checkout-failed', level: 'error' }]);
    }
  });

  test('are complete in a folder and in a submodule with a sparse checkout', async () => {
    const inner = createSampleRepository({ 'a/x.js': 'inner', 'b/y.js': 'left out' });
    inner.commit('one');
    repository.git('submodule', 'add', '-q', inner.root, 'vendor/inner');
    repository.commit('v2');
    runGit(join(repository.root, 'vendor/inner'), ['sparse-checkout', 'set', '--cone', 'a']);
    const other = join(repository.root, '../other');
    repository.git('worktree', 'add', '-q', other, 'v1');
    runGit(other, ['sparse-checkout', 'set', '--cone', 'lib']);
    snapshots = await openSampleSnapshots(host, repository, {
      base: { type: 'folder', path: other },
    });
    const { a, b } = snapshots.arrange(0);
    expect(read(a, 'bin/run')).toBe('#!/bin/sh\n');
    expect(read(b, 'vendor/inner/b/y.js')).toBe('left out');
    inner.remove();
  });

  test('are all that git has, including what an archive would leave out or change', async () => {
    repository.write({
      '.gitattributes': 'lib export-ignore\nv.js export-subst\n',
      'v.js': '$Format:%H$',
    });
    repository.commit('v2');
    snapshots = await openSampleSnapshots(host, repository, { base: { type: 'ref', ref: 'v2' } });
    const { a } = snapshots.arrange(0);
    expect([read(a, 'lib/x.js'), read(a, 'v.js')]).toEqual(['one', '$Format:%H$']);
  });

  test('keep links and unusual names', async () => {
    repository.link('lib/x.js', 'link.js');
    repository.link('nowhere', 'broken');
    repository.write({ 'a b\n"ü.js': 'strange' });
    repository.commit('v2');
    repository.write({ 'untracked ü\t.js': 'also' });
    snapshots = await openSampleSnapshots(host, repository, { base: { type: 'ref', ref: 'v2' } });
    const { a, b } = snapshots.arrange(0);
    for (const side of [a, b]) {
      expect(read(side, 'link.js')).toBe('one');
      expect(lstatSync(join(side, 'broken')).isSymbolicLink()).toBe(true);
      expect(read(side, 'a b\n"ü.js')).toBe('strange');
    }
    expect(read(b, 'untracked ü\t.js')).toBe('also');
  });

  test('pass through the filters of the repository, as in a checkout', async () => {
    repository.git('config', 'filter.shout.smudge', 'tr a-z A-Z');
    repository.git('config', 'filter.shout.clean', 'tr A-Z a-z');
    repository.write({ '.gitattributes': '*.txt filter=shout\n', 'x.txt': 'QUIET' });
    repository.commit('v2');
    snapshots = await openSampleSnapshots(host, repository, { base: { type: 'ref', ref: 'v2' } });
    expect(read(snapshots.arrange(0).a, 'x.txt')).toBe('QUIET');
  });

  test('keep the side from being measured when git cannot write them out', async () => {
    repository.write({ '.gitattributes': '*.txt filter=lost\n', 'x.txt': 'one' });
    repository.commit('v2');
    repository.git('config', 'filter.lost.smudge', 'echo the object is gone >&2; exit 1');
    repository.git('config', 'filter.lost.required', 'true');
    repository.write({ 'lib/x.js': 'two' });
    snapshots = await openSampleSnapshots(host, repository, { base: { type: 'ref', ref: 'v2' } });
    expect(snapshots.base.findings).toMatchObject([{ id: 'checkout-failed', level: 'error' }]);
    expect(snapshots.base.findings[0]?.message).toMatch(/smudge filter lost failed/);
    expect(snapshots.head.findings).toEqual([]);
  });

  test('exclude what perf-harness stores for itself', async () => {
    const ignore = '*\n!.gitignore\n!baselines/\n!baselines/*.json\n';
    repository.write({ '.perf-harness/.gitignore': ignore, '.perf-harness/baselines/a.json': '1' });
    repository.commit('v2');
    repository.write({ '.perf-harness/baselines/b.json': '2', '.perf-harness/runs/c.json': '3' });
    snapshots = await openSampleSnapshots(host, repository);
    expect(snapshots.difference.isSame).toBe(true);
    expect(existsSync(join(snapshots.arrange(0).b, '.perf-harness'))).toBe(false);
    const head = { type: 'ref', ref: 'HEAD' } as const;
    const ofRef = await openSampleSnapshots(host, repository, { head });
    expect(ofRef.difference.isSame).toBe(true);
    expect(ofRef.head.findings).toEqual([]);
    ofRef.remove();
  });

  test('are found in a linked worktree, and in a worktree whose hook started the command', async () => {
    const linked = join(repository.root, '../linked');
    repository.git('worktree', 'add', '-q', linked);
    writeInto(linked, { 'lib/x.js': 'linked' });
    vi.stubEnv('GIT_DIR', join(repository.root, '.git'));
    vi.stubEnv('GIT_INDEX_FILE', '/nowhere');
    snapshots = await openSampleSnapshots(host, repository, { projectRoot: linked });
    const { a, b } = snapshots.arrange(0);
    expect([read(a, 'lib/x.js'), read(b, 'lib/x.js')]).toEqual(['one', 'linked']);
  });
});

describe('a folder as a side', () => {
  test('is taken as it is, with ignored files, without its git and its packages', async () => {
    const other = join(repository.root, '../other');
    mkdirSync(other);
    runGit(other, ['init', '-q']);
    writeInto(other, {
      'package.json': '{}',
      '.gitignore': 'dist',
      'dist/x.js': 'built',
      'node_modules/dep/index.js': '7',
    });
    snapshots = await openSampleSnapshots(host, repository, {
      base: { type: 'folder', path: other },
    });
    const { a } = snapshots.arrange(0);
    expect(readdirSync(a)).toEqual(['.gitignore', 'dist', 'node_modules', 'package.json']);
    expect(lstatSync(join(a, 'node_modules/dep')).isSymbolicLink()).toBe(true);
    expect(snapshots.base).toMatchObject({ label: other, source: 'folder', commit: null });
    expect(snapshots.base.dependencyFolders).toEqual([join(other, 'node_modules')]);
  });

  test('brings the rest of its repository, and lies at a path of the same length', async () => {
    repository.write({ 'packages/app/package.json': '{}', 'packages/shared.js': 'tree' });
    const other = createSampleRepository({
      'deep/er/app/package.json': '{}',
      'deep/shared.js': 'other',
    });
    snapshots = await openSampleSnapshots(host, repository, {
      projectRoot: join(repository.root, 'packages/app'),
      base: { type: 'folder', path: join(other.root, 'deep/er/app') },
    });
    for (const slot of [0, 1] as const) {
      const { a, b } = snapshots.arrange(slot);
      expect(a).toHaveLength(b.length);
      expect([read(a, '../../shared.js'), read(b, '../shared.js')]).toEqual(['other', 'tree']);
    }
    other.remove();
  });

  test('needs no git at all', async () => {
    const plain = join(repository.root, '../plain');
    writeInto(plain, { 'package.json': '{}', 'x.js': '1' });
    snapshots = await openSampleSnapshots(host, repository, {
      projectRoot: plain,
      base: { type: 'folder', path: plain },
    });
    expect(snapshots.difference).toEqual({ isSame: true, paths: [] });
    expect(snapshots.head).toMatchObject({ source: 'tree', commit: null });
  });
});

describe('the slots', () => {
  test('have paths of equal length, and hold what the coin toss says', async () => {
    repository.write({ 'lib/x.js': 'two' });
    snapshots = await openSampleSnapshots(host, repository);
    const first = snapshots.arrange(0);
    const second = snapshots.arrange(1);
    expect(second).toEqual({ a: first.b, b: first.a });
    expect(first.a).toHaveLength(first.b.length);
    for (const slot of [0, 0, 1, 1, 0, 1] as const) {
      const { a, b } = snapshots.arrange(slot);
      expect([read(a, 'lib/x.js'), read(b, 'lib/x.js')]).toEqual(['one', 'two']);
    }
  });

  test('hold the repository when the project is a folder in it', async () => {
    repository.write({ 'packages/app/package.json': '{}', 'packages/app/x.js': 'app' });
    repository.commit('v2');
    snapshots = await openSampleSnapshots(host, repository, {
      projectRoot: join(repository.root, 'packages/app'),
      base: { type: 'ref', ref: 'v2' },
    });
    const { a } = snapshots.arrange(1);
    expect(a).toMatch(/\/packages\/app$/);
    expect([read(a, 'x.js'), read(a, '../../lib/x.js')]).toEqual(['app', 'one']);
  });

  test('are found through a link to the project too', async () => {
    const link = join(repository.root, '../link');
    symlinkSync(repository.root, link);
    snapshots = await openSampleSnapshots(host, repository, {
      projectRoot: link,
      overlay: [join(link, 'lib')],
    });
    expect(read(snapshots.arrange(0).a, 'lib/x.js')).toBe('one');
  });
});

describe('git inside a snapshot', () => {
  test('reports commit, version and changes, and writes nothing back', async () => {
    repository.write({ 'lib/x.js': 'two' });
    repository.commit('v2');
    repository.write({ 'lib/x.js': 'three' });
    const before = repository.bytes();
    snapshots = await openSampleSnapshots(host, repository);
    const { a, b } = snapshots.arrange(1);
    expect(runGit(a, ['describe', '--tags'])).toBe('v1\n');
    expect(runGit(b, ['describe', '--tags', '--dirty'])).toBe('v2-dirty\n');
    expect(runGit(a, ['status', '--short'])).toBe('');
    expect(runGit(b, ['diff', '--name-only'])).toBe('lib/x.js\n');
    runGit(a, ['commit', '-q', '--allow-empty', '-m', 'inside']);
    expect(repository.bytes()).toEqual(before);
  });
});

describe('submodules and large files', () => {
  /** Adds a submodule to `v2` that is not fetched; returns its remote repository. */
  function forgottenSubmodule(): SampleRepository {
    const inner = createSampleRepository();
    inner.commit('one');
    repository.git('submodule', 'add', '-q', inner.root, 'vendor/inner');
    repository.commit('v2');
    repository.git('submodule', 'deinit', '-q', '--force', '--all');
    return inner;
  }

  test('include a submodule in the commit that each side names', async () => {
    const inner = createSampleRepository({ 'x.js': 'inner one' });
    inner.commit('one');
    repository.git('submodule', 'add', '-q', inner.root, 'vendor/inner');
    repository.commit('v2');
    inner.write({ 'x.js': 'inner two' });
    inner.commit('two');
    const sub = join(repository.root, 'vendor/inner');
    runGit(sub, ['pull', '-q', 'origin', 'main']);
    writeInto(sub, { 'untracked.js': 'u' });
    snapshots = await openSampleSnapshots(host, repository, { base: { type: 'ref', ref: 'v2' } });
    const { a, b } = snapshots.arrange(0);
    expect(read(a, 'vendor/inner/x.js')).toBe('inner one');
    expect(read(b, 'vendor/inner/x.js')).toBe('inner two');
    expect(read(b, 'vendor/inner/untracked.js')).toBe('u');
    expect(snapshots.base.findings).toEqual([]);
    inner.remove();
  });

  test('report a missing submodule as a finding, and continue', async () => {
    const inner = forgottenSubmodule();
    snapshots = await openSampleSnapshots(host, repository, { base: { type: 'ref', ref: 'v2' } });
    expect(snapshots.base.findings).toMatchObject([{ id: 'submodule-missing', level: 'warning' }]);
    inner.remove();
  });

  test('reject a submodule whose commit was not fetched when another commit is there', async () => {
    const inner = createSampleRepository({ 'x.js': 'inner one' });
    inner.commit('one');
    repository.git('submodule', 'add', '-q', inner.root, 'vendor/inner');
    repository.git('update-index', '--cacheinfo', `160000,${'1'.repeat(40)},vendor/inner`);
    repository.git('commit', '-q', '-m', 'v2');
    repository.git('tag', 'v2');
    snapshots = await openSampleSnapshots(host, repository, { base: { type: 'ref', ref: 'v2' } });
    expect(snapshots.base.findings).toMatchObject([{ id: 'submodule-missing', level: 'error' }]);
    inner.remove();
  });

  test('ignore what an interrupted fetch left of a submodule', async () => {
    const inner = forgottenSubmodule();
    // Git takes it for a part of the outer repository.
    mkdirSync(join(repository.root, 'vendor/inner/.git'), { recursive: true });
    repository.write({ 'lib/x.js': 'two' });
    snapshots = await openSampleSnapshots(host, repository, { base: { type: 'ref', ref: 'v2' } });
    expect(read(snapshots.arrange(0).b, 'lib/x.js')).toBe('two');
    inner.remove();
  });

  test('distinguish a file that git-lfs stores elsewhere from a real file', async () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n';
    repository.write({ '.gitattributes': '*.bin filter=lfs\n', 'a.bin': pointer, 'b.bin': 'real' });
    repository.commit('v2');
    snapshots = await openSampleSnapshots(host, repository, { base: { type: 'ref', ref: 'v2' } });
    expect(snapshots.base.findings).toMatchObject([{ id: 'lfs-pointers', level: 'warning' }]);
    expect(snapshots.base.findings[0]?.message).toMatch(
      /^The snapshot has only a git-lfs pointer for a\.bin:/,
    );
    snapshots.remove();
    repository.write({ 'a.bin': 'the file itself' });
    snapshots = await openSampleSnapshots(host, repository, { base: { type: 'ref', ref: 'v2' } });
    expect(snapshots.base.findings.at(-1)).toMatchObject({
      id: 'lfs-pointers',
      level: 'error',
      message: 'v2 has only git-lfs pointers for a.bin, but working tree has the files.',
    });
    expect(snapshots.head.findings).toEqual([]);
  });
});

describe('the findings about a side', () => {
  test('warn that a checked-out head is measured without uncommitted changes', async () => {
    repository.write({ 'lib/x.js': 'two', 'new.js': 'new', 'old.js': null });
    snapshots = await openSampleSnapshots(host, repository, { head: { type: 'ref', ref: 'main' } });
    expect(snapshots.head.findings).toMatchObject([{ id: 'dirty-tree', level: 'warning' }]);
    expect(snapshots.head.findings[0]?.message).toContain('lib/x.js, old.js, new.js have changed');
    expect(snapshots.base.findings).toEqual([]);
  });

  test('reject a base from before the project existed', async () => {
    repository.write({ 'app/package.json': '{}' });
    repository.commit('v2');
    snapshots = await openSampleSnapshots(host, repository, {
      projectRoot: join(repository.root, 'app'),
    });
    expect(snapshots.base.findings).toMatchObject([{ id: 'project-missing', level: 'error' }]);
    expect(snapshots.head.findings).toEqual([]);
  });

  test('reject a base without package.json', async () => {
    repository.git('rm', '-q', 'package.json');
    repository.commit('v2');
    repository.write({ 'package.json': '{}' });
    snapshots = await openSampleSnapshots(host, repository, { base: { type: 'ref', ref: 'v2' } });
    expect(snapshots.base.findings).toMatchObject([{ id: 'manifest-missing', level: 'error' }]);
  });
});

describe('the errors of opening snapshots', () => {
  const failing = async (changes: Parameters<typeof openSampleSnapshots>[2]) => {
    const error = await expectError(openSampleSnapshots(host, repository, changes));
    expect(readdirSync(join(repository.cache, 'snapshots'))).toEqual([]);
    return error;
  };

  test('name the nearest ref when a ref does not exist', async () => {
    repository.git('branch', 'feature/fast-parser');
    const base = { type: 'ref', ref: 'feature/fast-praser' } as const;
    const error = await failing({ base });
    expect(error).toMatchObject({ code: 'ref-not-found', exitCode: 6 });
    expect(error.message).toContain('Did you mean "feature/fast-parser"?');
  });

  test('name a branch that only the remote has', async () => {
    const clone = join(repository.root, '../clone');
    runGit(repository.root, ['branch', 'release']);
    runGit(repository.root, ['clone', '-q', repository.root, clone]);
    const error = await failing({ projectRoot: clone, base: { type: 'ref', ref: 'release' } });
    expect(error.message).toContain('Did you mean "origin/release"?');
  });

  test.each(['--help', 'v1:lib', 'HEAD^{tree}', ''])(
    'reject the ref "%s", which is not a commit',
    async (ref) => {
      expect(await failing({ base: { type: 'ref', ref } })).toMatchObject({
        code: 'ref-not-found',
      });
    },
  );

  test('say how to get the rest of a shallow clone', async () => {
    repository.commit('v2');
    const clone = join(repository.root, '../clone');
    runGit(repository.root, ['clone', '-q', '--depth=1', `file://${repository.root}`, clone]);
    const base = { type: 'ref', ref: 'HEAD~1' } as const;
    const error = await failing({ projectRoot: clone, base });
    expect(error).toMatchObject({ code: 'shallow-clone', exitCode: 6 });
    expect(error.remedy).toMatch(/git fetch --unshallow.*fetch-depth: 0/);
    // Commits that the clone has can be measured.
    snapshots = await openSampleSnapshots(host, repository, {
      projectRoot: clone,
      base: { type: 'ref', ref: 'HEAD' },
    });
    expect(runGit(snapshots.arrange(0).a, ['log', '--oneline'])).toMatch(/v2\n$/);
  });

  test('report that a repository without commits has nothing to compare with', async () => {
    const empty = createSampleRepository();
    expect(await expectError(openSampleSnapshots(host, empty))).toMatchObject({
      code: 'no-commits',
      exitCode: 6,
    });
    snapshots = await openSampleSnapshots(host, empty, {
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
