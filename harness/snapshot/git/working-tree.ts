import { basename, join, posix, relative } from 'node:path';
import { listTree, readEntryKind, resolveRealPath } from '../../host/folder-tree-operations.ts';
import type { Host } from '../../host.ts';
import type { Finding } from '../../model/finding.ts';
import { findRepository, type Repository } from './git-repository.ts';
import { gitErrorText, isSuccessful, runGit, splitNulSeparated, tryGit } from './run-git.ts';

/** Folder in which perf-harness stores its measurements; it is never measured itself. */
const STATE_FOLDER = '.perf-harness';
const EXCLUDED_FOLDERS = new Set(['.git', 'node_modules', STATE_FOLDER]);

/** True if a relative path leads into a folder of perf-harness's records. */
export function isStateFolderPath(path: string): boolean {
  return path.split('/').includes(STATE_FOLDER);
}

/** Returns the files of a folder that is used unchanged, relative to it. */
export function listFolderFiles(folder: string): readonly string[] {
  return listTree(folder, (name) => EXCLUDED_FOLDERS.has(name));
}

/** Files of a repository's working tree, relative to its top. */
export interface WorkingTree {
  /** Committed, changed and untracked files on disk that are not ignored. */
  readonly files: readonly string[];
  /** Files that sparse checkouts keep only in the index; also of inner repositories. */
  readonly sparse: readonly SparseFiles[];
}

/** Lists a working tree. Repositories inside it, submodules or not, are listed the same way. */
export async function readWorkingTree(
  host: Host,
  top: string,
  signal: AbortSignal,
): Promise<WorkingTree> {
  const args = ['ls-files', '-z', '-t', '--stage', '--cached', '--others', '--exclude-standard'];
  const listing = splitNulSeparated(await runGit(host, args, { cwd: top, signal })).map(
    parseListedFile,
  );
  const names = new Map(
    listing
      .filter(({ name }) => !isStateFolderPath(name))
      .map((listedFile) => [listedFile.name, listedFile]),
  );
  const files: string[] = [];
  const sparse: SparseFiles[] = [];
  const entries: string[] = [];
  for (const { name, entry } of names.values()) {
    const path = name.endsWith('/') ? name.slice(0, -1) : name;
    const kind = readEntryKind(join(top, path));
    if (kind === null && entry !== null) entries.push(entry);
    if (kind === 'link' && (await isInstalledLink(host, top, path, signal))) continue;
    // Deleted files are still in the index.
    if (kind === 'file' || kind === 'link') files.push(path);
    if (kind !== 'folder') continue;
    const inner = await findInnerRepository(host, join(top, path), signal);
    if (inner === null) continue;
    const below = await readWorkingTree(host, inner, signal);
    for (const file of below.files) files.push(`${path}/${file}`);
    for (const sparseFiles of below.sparse)
      sparse.push({ ...sparseFiles, at: posix.join(path, sparseFiles.at) });
  }
  return { files, sparse: entries.length === 0 ? sparse : [{ top, at: '', entries }, ...sparse] };
}

interface ListedFile {
  readonly name: string;
  /** Entry for `git update-index --index-info`; null: the file should be on disk. */
  readonly entry: string | null;
}

/** Parses output of `git ls-files -t --stage`: `S` marks files a sparse checkout leaves out. */
function parseListedFile(line: string): ListedFile {
  const [, tag, entry, name] = /^(.) ([0-7]+ [0-9a-f]+ [0-3]\t(.+))$/su.exec(line) ?? [];
  if (entry === undefined || name === undefined) return { name: line.slice(2), entry: null };
  return { name, entry: tag === 'S' ? entry : null };
}

/** True for a link to installed packages: a file to git, which `node_modules/` does not ignore. */
async function isInstalledLink(
  host: Host,
  top: string,
  path: string,
  signal: AbortSignal,
): Promise<boolean> {
  if (basename(path) !== 'node_modules') return false;
  const args = ['ls-files', '-z', '--cached', '--', `:(literal)${path}`];
  return (await runGit(host, args, { cwd: top, signal })) === '';
}

/** Returns the top of the repository in a folder; null if there is none, as before a fetch. */
async function findInnerRepository(
  host: Host,
  folder: string,
  signal: AbortSignal,
): Promise<string | null> {
  if (readEntryKind(join(folder, '.git')) === null) return null;
  const top = (await findRepository(host, folder, signal))?.top ?? null;
  // After an interrupted fetch there may be no valid repository, and git finds the outer one.
  return top === resolveRealPath(folder) ? top : null;
}

/** Files that a sparse checkout keeps only in the index of a repository. */
interface SparseFiles {
  /** Top of the repository. */
  readonly top: string;
  /** Path of this repository within the outermost repository; empty for the outermost itself. */
  readonly at: string;
  /** Entries for `git update-index --index-info`. */
  readonly entries: readonly string[];
}

/**
 * Writes the files that a sparse checkout omits into a copy of the working tree.
 * @param target - Copy of the outermost repository.
 */
export async function writeSparseFiles(
  host: Host,
  { top, at, entries }: SparseFiles,
  target: string,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const repository = await findRepository(host, top, signal);
  if (repository === null) return [];
  const folder = join(target, at);
  const index = `${target}.index`;
  const options = { cwd: folder, env: { GIT_INDEX_FILE: index }, signal };
  const locations = [`--git-dir=${repository.gitDir}`, `--work-tree=${folder}`];
  host.files.makeFolder(folder);
  try {
    const stdin = entries.map((entry) => `${entry}\0`).join('');
    await runGit(host, [...locations, 'update-index', '-z', '--index-info'], { ...options, stdin });
    const written = await tryGit(host, [...locations, 'checkout-index', '--all'], options);
    return isSuccessful(written) ? [] : [notWritten(top, gitErrorText(written, target))];
  } finally {
    host.files.remove(index);
    host.files.remove(`${index}.lock`);
  }
}

/** Finding about files such as those of a partial clone that the server does not provide. */
function notWritten(top: string, gitError: string): Finding {
  return {
    id: 'checkout-failed',
    level: 'error',
    message: `git could not write the files that the sparse checkout of ${top} omits${gitError}`,
    remedy:
      'Run "git sparse-checkout disable", or specify a commit for each side of the comparison.',
  };
}

/** Returns those of the files that exist in a commit, by their paths in the working tree. */
export async function listFilesAtCommit(
  host: Host,
  { top }: Repository,
  files: Iterable<string>,
  { commit, signal }: { readonly commit: string; readonly signal: AbortSignal },
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const file of files) {
    const path = pathInRepository(top, file);
    const args = ['cat-file', '-e', `${commit}:${path}`];
    if (isSuccessful(await tryGit(host, args, { cwd: top, signal }))) found.add(file);
  }
  return found;
}

/** Returns those of the files that could be committed: neither ignored nor in inner repositories. */
export async function listCommittableFiles(
  host: Host,
  { top }: Repository,
  files: Iterable<string>,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const paths = new Map([...files].map((file) => [pathInRepository(top, file), file]));
  if (paths.size === 0) return new Set();
  const flags = ['--cached', '--others', '--exclude-standard'];
  const pathspecs = [...paths.keys()].map((path) => `:(literal)${path}`);
  const args = ['ls-files', '-z', ...flags, '--', ...pathspecs];
  const listed = splitNulSeparated(await runGit(host, args, { cwd: top, signal }));
  return new Set(listed.flatMap((path) => paths.get(path) ?? []));
}

function pathInRepository(top: string, file: string): string {
  return relative(top, resolveRealPath(file) ?? file).replaceAll('\\', '/');
}
