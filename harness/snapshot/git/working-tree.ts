import { basename, join, posix } from 'node:path';
import { listTree, readEntryKind, resolveRealPath } from '../../host/folder-tree-operations.ts';
import type { Host } from '../../host.ts';
import { findRepository } from './git-repository.ts';
import { runGit, splitNulSeparated } from './run-git.ts';
import type { SparseFiles } from './write-files-omitted-by-sparse-checkout.ts';

/** Folder in which perf-harness stores its measurements; it is never measured itself. */
const OWN_STATE = '.perf-harness';
/** Folders excluded from snapshots at any depth. */
const LEFT_OUT = new Set(['.git', 'node_modules', OWN_STATE]);

/** True if a relative path leads into a folder of perf-harness's records. */
export function isStateFolderPath(path: string): boolean {
  return path.split('/').includes(OWN_STATE);
}

/** Returns the files of a folder that is used unchanged, relative to it. */
export function listFolderFiles(folder: string): readonly string[] {
  return listTree(folder, (name) => LEFT_OUT.has(name));
}

/** Files of a repository's working tree, relative to its top. */
export interface WorkingTree {
  /** Committed, changed and untracked files that are not ignored; as they are on disk. */
  readonly files: readonly string[];
  /** Files a sparse checkout keeps only in the index, of the repository and those inside it. */
  readonly sparse: readonly SparseFiles[];
}

/** Lists a working tree. Repositories inside it, submodules or not, are listed the same way. */
export async function readWorkingTree(
  host: Host,
  top: string,
  signal: AbortSignal,
): Promise<WorkingTree> {
  const args = ['ls-files', '-z', '-t', '--stage', '--cached', '--others', '--exclude-standard'];
  const listing = splitNulSeparated(await runGit(host, args, { cwd: top, signal })).map(toListed);
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
    const inner = await innerRepository(host, join(top, path), signal);
    if (inner === null) continue;
    const below = await readWorkingTree(host, inner, signal);
    for (const file of below.files) files.push(`${path}/${file}`);
    for (const sparseFiles of below.sparse)
      sparse.push({ ...sparseFiles, at: posix.join(path, sparseFiles.at) });
  }
  return { files, sparse: entries.length === 0 ? sparse : [{ top, at: '', entries }, ...sparse] };
}

interface Listed {
  readonly name: string;
  /** As `git update-index --index-info` reads it; null: the checkout is to have it. */
  readonly entry: string | null;
}

/** Parses output of `git ls-files -t --stage`: `S` marks files a sparse checkout leaves out. */
function toListed(line: string): Listed {
  const [, tag, entry, name] = /^(.) ([0-7]+ [0-9a-f]+ [0-3]\t(.+))$/su.exec(line) ?? [];
  if (entry === undefined || name === undefined) return { name: line.slice(2), entry: null };
  return { name, entry: tag === 'S' ? entry : null };
}

/** A link to installed packages: to git it is a file, which `node_modules/` does not ignore. */
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

/** A submodule that was never fetched is an empty folder of the outer repository. */
async function innerRepository(
  host: Host,
  folder: string,
  signal: AbortSignal,
): Promise<string | null> {
  if (readEntryKind(join(folder, '.git')) === null) return null;
  const top = (await findRepository(host, folder, signal))?.top ?? null;
  // The rest of an interrupted fetch may be no repository, and then git finds the outer one.
  return top === resolveRealPath(folder) ? top : null;
}
