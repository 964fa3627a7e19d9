import { basename, join, posix } from 'node:path';
import { copyTree, listEntries, readEntryKind } from '../host/folder-tree-operations.ts';
import type { Host } from '../host.ts';
import type { Finding } from '../model/finding.ts';
import { UserError } from '../model/user-error.ts';
import { parentFolder } from '../packages/workspace-package-folders.ts';
import type { NamedTree } from './check-base-and-head-source-trees.ts';
import { linkDependencies } from './dependencies/link-dependencies.ts';
import { exportCommit } from './git/export-commit.ts';
import { noRepository } from './git/git-repository.ts';
import { runGit, splitNulSeparated } from './git/run-git.ts';
import { locateProject } from './locate-project-and-open-source-tree.ts';
import type { SnapshotContext } from './snapshot-creation-inputs-and-path-mappings.ts';

export interface ProjectCopy {
  /** Folder that was copied: the top of its repository, else the project; absolute. */
  readonly extent: string;
  /** Top of the copy; absolute. */
  readonly top: string;
  /** From either top to the project. */
  readonly prefix: string;
  /** Folder of the project in the copy, absolute. */
  readonly root: string;
}

/**
 * Copies a project with uncommitted changes, installed packages, and those ignored files that a run
 * may need.
 * @param top - Created for the copy.
 * @param commit - Commit whose files replace those on disk; installed packages stay.
 * @throws UserError if git cannot write the files of the commit.
 */
export async function copyProject(
  host: Host,
  root: string,
  top: string,
  signal: AbortSignal,
  commit: string | null = null,
): Promise<ProjectCopy> {
  const location = await locateProject(host, root, signal);
  const { extent, prefix, repository } = location;
  const { files: paths } = await location.readTree();
  host.files.makeFolder(top);
  if (commit === null) await copyTree(extent, top, paths, signal);
  else {
    if (repository === null) throw noRepository(root);
    const problems = await exportCommit(host, repository, commit, top, signal);
    const broken = problems.find(({ level }) => level === 'error');
    if (broken !== undefined) throw new UserError({ code: broken.id, ...broken });
  }
  if (repository !== null) await copyIgnoredFiles(host, repository.top, top, signal);
  const packages = paths.filter((path) => /(?:^|\/)package\.json$/.test(path)).map(parentFolder);
  const folders = [...new Set(['', prefix, ...packages])];
  await linkDependencies({ from: extent, to: top, folders }, signal);
  return { extent, top, prefix, root: join(top, prefix) };
}

/** Installed packages, which are linked or used where they are, and caches and records of tools. */
const LEFT_OUT =
  /^(?:node_modules|\.venv|venv|env|\.git|\.perf-harness|__pycache__|\.tox|\.nox|\.(?:\w+[-_])?cache|target|coverage|\.next|\.turbo|\.yarn|\.pnpm-store)$/u;
/** Most files and bytes of an ignored file or folder; more are a cache or data by itself. */
const MOST_FILES = 2_000;
const MOST_BYTES = 50_000_000;

/**
 * Copies what git ignores and programs need to run: generated code, settings of this machine, and
 * folders that have to exist, such as an empty `data`.
 * @param top - Top of the repository, absolute.
 */
async function copyIgnoredFiles(
  host: Host,
  top: string,
  to: string,
  signal: AbortSignal,
): Promise<void> {
  const args = ['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory'];
  for (const entry of splitNulSeparated(await runGit(host, args, { cwd: top, signal }))) {
    if (entry.split('/').some((name) => LEFT_OUT.test(name))) continue;
    if (!entry.endsWith('/')) {
      if (host.files.sizeOf(join(top, entry)) <= MOST_BYTES)
        await copyTree(top, to, [entry], signal);
      continue;
    }
    const folder = entry.slice(0, -1);
    const files = listFewFiles(host, top, folder);
    if (files === null) continue;
    host.files.makeFolder(join(to, folder));
    await copyTree(top, to, files, signal);
  }
}

/** Returns the files below a folder, from the top; null: too many, too large, or an environment. */
function listFewFiles(host: Host, top: string, folder: string): readonly string[] | null {
  const found: string[] = [];
  let bytes = 0;
  const folders = [folder];
  for (const path of folders) {
    const entries = listEntries(join(top, path));
    // A virtual environment of Python, whatever its name is.
    if (entries.some(({ name }) => name === 'pyvenv.cfg')) return null;
    for (const { name, kind } of entries) {
      if (LEFT_OUT.test(name)) continue;
      if (kind === 'folder') folders.push(`${path}/${name}`);
      else {
        found.push(`${path}/${name}`);
        bytes += host.files.sizeOf(join(top, path, name));
      }
      if (found.length + folders.length > MOST_FILES || bytes > MOST_BYTES) return null;
    }
  }
  return found;
}

/** Names of environment files of dotenv, Vite, Next.js and `node --env-file`. */
const DOTENV_NAME = /^\.env(?:\.[\w.-]+)?$/u;

/**
 * Copies environment files that git ignores to the sides that lack them.
 * @returns Findings about the copied files.
 */
export async function copyPrivateEnvironmentFiles(
  { host: { files }, project: { location }, paths, request: { signal } }: SnapshotContext,
  sides: readonly NamedTree[],
): Promise<readonly Finding[]> {
  const { extent, prefix } = location;
  const packages = paths.filter((path) => basename(path) === 'package.json').map(parentFolder);
  const listed = new Set(paths);
  const privateFiles = [...new Set([prefix, ...packages])].flatMap((folder) =>
    files
      .list(join(extent, folder))
      .filter((name) => DOTENV_NAME.test(name))
      .map((name) => posix.join(folder, name))
      .filter((path) => !listed.has(path) && readEntryKind(join(extent, path)) === 'file'),
  );
  const copied = new Set<string>();
  const recipients = new Set<string>();
  for (const { label, top } of sides) {
    const missing = privateFiles.filter(
      (path) =>
        files.isFolder(join(top, parentFolder(path))) && readEntryKind(join(top, path)) === null,
    );
    if (missing.length === 0) continue;
    await copyTree(extent, top, missing, signal);
    for (const path of missing) copied.add(path);
    recipients.add(label);
  }
  if (copied.size === 0) return [];
  const [whose, it] = copied.size === 1 ? ['that', 'it'] : ['those', 'them'];
  return [
    {
      id: 'environment-carried',
      level: 'info',
      message: `Git ignores ${[...copied].join(', ')}, so ${[...recipients].join(' and ')} ${recipients.size === 1 ? 'has' : 'have'} received ${whose} from the project folder, as ${it === 'it' ? 'it stands' : 'they stand'} now.`,
    },
  ];
}
