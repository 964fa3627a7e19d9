import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { fingerprintTree, listTree } from '../../../harness/host/folder-tree-operations.ts';
import type { Host } from '../../../harness/host.ts';
import type { SnapshotRequest } from '../../../harness/snapshot/base-and-head-snapshot-request.ts';
import type { Snapshots } from '../../../harness/snapshot/base-and-head-snapshots.ts';
import { openBaseAndHeadSnapshots } from '../../../harness/snapshot/create-base-and-head-snapshots-in-cache.ts';
import { runInShell } from '../../support/run-in-shell.ts';

/** A real git repository in a new folder, with a cache folder next to it. */
export interface SampleRepository {
  readonly root: string;
  readonly cache: string;
  readonly git: (...args: readonly string[]) => string;
  /** Writes files, and deletes those that are null. */
  readonly write: (files: Readonly<Record<string, string | null>>) => void;
  readonly link: (target: string, path: string) => void;
  /** Commits all changes, and tags the commit. */
  readonly commit: (tag: string) => void;
  /** Everything in the repository's folder, its `.git` included, byte by byte. */
  readonly bytes: () => ReadonlyMap<string, string>;
  readonly remove: () => void;
}

export function createSampleRepository(
  files: Readonly<Record<string, string>> = {},
): SampleRepository {
  const repository = repositoryIn(newFolder());
  mkdirSync(repository.root);
  // Without git's sample hooks, which are not needed.
  repository.git('init', '-q', '--template=', '-b', 'main');
  repository.write({
    '.gitignore': 'node_modules\nignored\n',
    'package.json': '{"name":"sample"}',
    ...files,
  });
  return repository;
}

/** Creates a repository that is removed after the test. */
export function createTestRepository(files?: Readonly<Record<string, string>>): SampleRepository {
  const repository = createSampleRepository(files);
  onTestFinished(repository.remove);
  return repository;
}

/** Copies a repository with installed packages and cache: one setup serves many tests. */
export function copyRepository({ root }: SampleRepository): SampleRepository {
  const folder = newFolder();
  cpSync(join(root, '..'), folder, { recursive: true, verbatimSymlinks: true });
  return repositoryIn(folder);
}

function newFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'perf-harness snapshot ü-')));
}

function repositoryIn(parent: string): SampleRepository {
  const root = join(parent, 'repo');
  const git = (...args: readonly string[]): string => runGit(root, args);
  return {
    root,
    cache: join(parent, 'cache'),
    git,
    write: (changes) => writeInto(root, changes),
    link: (target, path) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      symlinkSync(target, join(root, path));
    },
    commit: (tag) => {
      git('add', '--all');
      git('commit', '-q', '--allow-empty', '-m', tag);
      git('tag', tag);
    },
    bytes: () =>
      fingerprintTree(
        root,
        listTree(root, () => false),
      ),
    remove: () => rmSync(parent, { recursive: true, force: true }),
  };
}

export function runGit(cwd: string, args: readonly string[]): string {
  const identity = [
    'user.name=Sample',
    'user.email=sample@example.com',
    'protocol.file.allow=always',
    // Otherwise each commit starts a maintenance program.
    'maintenance.auto=false',
  ];
  const settings = identity.flatMap((setting) => ['-c', setting]);
  const program = { file: 'git', args: [...settings, ...args], cwd, env: process.env };
  const { code, stdout, stderr } = runInShell(program);
  if (code !== 0) throw new Error(`git ${args.join(' ')} failed: ${stderr}`);
  return stdout;
}

export function writeInto(root: string, files: Readonly<Record<string, string | null>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    if (text === null) rmSync(join(root, path), { recursive: true, force: true });
    else writeFileSync(join(root, path), text);
  }
}

/**
 * Opens snapshots of a repository, by default of the tag `v1` and the working tree; they are removed
 * after the test.
 */
export async function openSampleSnapshots(
  host: Host,
  { root, cache }: SampleRepository,
  changes: Partial<SnapshotRequest> = {},
): Promise<Snapshots> {
  const snapshots = await openBaseAndHeadSnapshots(host, {
    projectRoot: root,
    cacheFolder: cache,
    base: { type: 'ref', ref: 'v1' },
    head: { type: 'tree' },
    signal: new AbortController().signal,
    ...changes,
  });
  onTestFinished(snapshots.remove);
  return snapshots;
}

/** Returns the error with which the action fails. */
export async function expectError(action: Promise<unknown>): Promise<Record<string, unknown>> {
  const outcome = await action.then(
    () => null,
    (error: unknown) => error as Record<string, unknown>,
  );
  expect(outcome).not.toBeNull();
  return outcome ?? {};
}
