import { join, posix, relative, resolve } from 'node:path';
import { copyTree, resolveRealPath } from '../host/folder-tree-operations.ts';
import { toPosixPath } from '../host/to-posix-path.ts';
import type { Host } from '../host.ts';
import type { ComparedSide } from '../model/documents/run-report-and-comparison-document.ts';
import type { Finding } from '../model/finding.ts';
import { UserError } from '../model/user-error.ts';
import type { SideRequest } from './base-and-head-snapshot-request.ts';
import { exportCommit } from './git/export-commit.ts';
import { findRepository, noRepository, type Repository } from './git/git-repository.ts';
import { findCommit, resolveRef } from './git/resolve-ref.ts';
import {
  listFolderFiles,
  readWorkingTree,
  type WorkingTree,
  writeSparseFiles,
} from './git/working-tree.ts';

/** Location of a project on disk. */
export interface ProjectLocation {
  /** Top of the repository, or the project's folder if there is none; absolute, links resolved. */
  readonly extent: string;
  /** Path from there to the project's folder; empty if they are the same. */
  readonly prefix: string;
  readonly repository: Repository | null;
  /** Lists the files on disk, relative to `extent`; read once. */
  readonly readTree: () => Promise<WorkingTree>;
}

export interface TreeSource extends ComparedSide {
  /** Path of the project's folder inside the tree. */
  readonly prefix: string;
  /** Other folder than the project that may have the dependencies of this tree; null if none. */
  readonly installedAt: string | null;
  /** Writes all files into an existing empty folder. */
  readonly write: (target: string, signal: AbortSignal) => Promise<readonly Finding[]>;
}

const NOTHING: WorkingTree = { files: [], sparse: [] };

/** Locates the folder of a project. @throws UserError if it does not exist. */
export async function locateProject(
  host: Host,
  folder: string,
  signal: AbortSignal,
): Promise<ProjectLocation> {
  const real = resolveRealPath(folder);
  if (real === null || !host.files.isFolder(real)) {
    throw new UserError({
      code: 'folder-not-found',
      message: `The folder to compare does not exist: ${folder}.`,
      remedy: 'Check the path.',
    });
  }
  const repository = await findRepository(host, real, signal);
  const extent = repository?.top ?? real;
  const read = async (): Promise<WorkingTree> =>
    repository === null
      ? { files: listFolderFiles(extent), sparse: [] }
      : readWorkingTree(host, extent, signal);
  let tree: Promise<WorkingTree> | undefined;
  const readTree = (): Promise<WorkingTree> => {
    tree ??= read();
    return tree;
  };
  return { extent, prefix: toPosixPath(relative(extent, real)), repository, readTree };
}

/** Copies a project from disk, and writes the files that a sparse checkout leaves out. */
async function writeProject(
  host: Host,
  { extent, tree: { files, sparse } }: { readonly extent: string; readonly tree: WorkingTree },
  target: string,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  await copyTree(extent, target, files, signal);
  const findings: Finding[] = [];
  for (const sparseFiles of sparse)
    findings.push(...(await writeSparseFiles(host, sparseFiles, target, signal)));
  return findings;
}

/** Opens the source of a side. @throws UserError if it does not exist. */
export async function openTreeSource(
  host: Host,
  project: ProjectLocation,
  request: SideRequest,
  signal: AbortSignal,
): Promise<TreeSource> {
  switch (request.type) {
    case 'ref':
      return openRef(host, project, request.ref, signal);
    case 'tree':
      return openTree(host, project, signal);
    case 'folder':
      return openFolder(host, request.path, signal);
    case 'packages':
      return openPackages(host, project, request);
  }
}

async function openRef(
  host: Host,
  { prefix, repository, extent }: ProjectLocation,
  ref: string,
  signal: AbortSignal,
): Promise<TreeSource> {
  if (repository === null) throw noRepository(extent);
  const commit = await resolveRef(host, repository, ref, signal);
  return {
    label: ref,
    source: 'ref',
    commit,
    prefix,
    installedAt: null,
    write: (target, limit) => exportCommit(host, repository, commit, target, limit),
  };
}

function openPackages(
  host: Host,
  { prefix, repository, extent }: ProjectLocation,
  { commit, label, change }: Extract<SideRequest, { type: 'packages' }>,
): TreeSource {
  if (repository === null) throw noRepository(extent);
  return {
    label,
    source: 'dependency',
    commit,
    prefix,
    installedAt: null,
    write: async (target, limit) => {
      const findings = await exportCommit(host, repository, commit, target, limit);
      if (findings.every(({ level }) => level !== 'error')) change(join(target, prefix));
      return findings;
    },
  };
}

async function openTree(
  host: Host,
  project: ProjectLocation,
  signal: AbortSignal,
): Promise<TreeSource> {
  const { extent, prefix, repository } = project;
  return {
    label: 'working tree',
    source: 'tree',
    commit: repository === null ? null : await findCommit(host, repository, 'HEAD', signal),
    prefix,
    installedAt: null,
    write: async (target, limit) =>
      writeProject(host, { extent, tree: await project.readTree() }, target, limit),
  };
}

/** Opens a folder with all its files; ignored files in the rest of its repository are left out. */
async function openFolder(host: Host, path: string, signal: AbortSignal): Promise<TreeSource> {
  const location = await locateProject(host, resolve(host.cwd, path), signal);
  const { extent, prefix, repository } = location;
  return {
    label: path,
    source: 'folder',
    commit: null,
    prefix,
    installedAt: extent,
    write: async (target, limit) => {
      const inside = listFolderFiles(resolve(extent, prefix)).map((name) =>
        posix.join(prefix, name),
      );
      const tree = repository === null ? NOTHING : await location.readTree();
      const files = prefix === '' ? inside : [...new Set([...inside, ...tree.files])];
      const { sparse } = tree;
      return writeProject(host, { extent, tree: { files, sparse } }, target, limit);
    },
  };
}
