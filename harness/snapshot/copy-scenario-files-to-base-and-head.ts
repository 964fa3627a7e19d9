import { dirname, isAbsolute, join } from 'node:path';
import {
  copyTree,
  fingerprintTree,
  readEntryKind,
  resolveRealPath,
} from '../host/folder-tree-operations.ts';
import { relativePathInside } from '../host/relative-path-inside.ts';
import { toPosixPath } from '../host/to-posix-path.ts';
import type { Host } from '../host.ts';
import type { Finding } from '../model/finding.ts';
import { UserError } from '../model/user-error.ts';
import { compareSourceTrees, type TreeFingerprint } from './check-base-and-head-source-trees.ts';
import { listFolderFiles } from './git/working-tree.ts';

/** Files to overlay, their source and target trees; all absolute folders of the project. */
export interface Overlay {
  readonly projectRoot: string;
  /** The project's folder in head's tree. */
  readonly head: string;
  /** The project's folder in base's tree. */
  readonly base: string;
  /** Absolute, or relative to the project's folder. */
  readonly paths: readonly string[];
  /** Source of the files. */
  readonly from: 'head' | 'project';
}

/**
 * Copies the same scenarios to both sides; a folder replaces that of the side. Files that head
 * lacks, such as an uncommitted scenario, are taken from the working tree.
 * @returns Files other than new scenarios that differed between the sides and are now the same.
 * @throws UserError if a path is outside the project or does not exist.
 */
export async function applyOverlay(
  host: Host,
  overlay: Overlay,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const replacedPaths: string[] = [];
  const { projectRoot, head, base, from } = overlay;
  for (const path of overlay.paths) {
    const inside = insideProject(projectRoot, path);
    const isAbsent = readEntryKind(join(head, inside)) === null;
    const before = fingerprintBelow(base, inside);
    const after = fingerprintBelow(isAbsent ? projectRoot : head, inside);
    replacedPaths.push(
      ...compareSourceTrees(before, after).paths.filter((path) => before.has(path)),
    );
    if (from === 'project' || isAbsent) await replace(host, projectRoot, head, inside, signal);
    await replace(host, head, base, inside, signal);
  }
  return replacedPaths.length === 0 ? [] : [replacedScenariosFinding(replacedPaths, from)];
}

/** Returns the paths of an overlay, from the top of the repository. */
export function listOverlayPaths(
  { projectRoot, paths }: Pick<Overlay, 'projectRoot' | 'paths'>,
  prefix: string,
): readonly string[] {
  return paths.map((path) => toPosixPath(join(prefix, insideProject(projectRoot, path))));
}

function fingerprintBelow(root: string, path: string): TreeFingerprint {
  const kind = readEntryKind(join(root, path));
  if (kind === null) return new Map();
  const names = kind === 'folder' ? listFolderFiles(join(root, path)) : [''];
  return fingerprintTree(
    root,
    names.map((name) => toPosixPath(join(path, name))),
  );
}

/** Maximum number of files that a message names. */
const MAX_NAMED_FILES = 3;

function replacedScenariosFinding(paths: readonly string[], from: Overlay['from']): Finding {
  const more = paths.length > MAX_NAMED_FILES ? ` and ${paths.length - MAX_NAMED_FILES} more` : '';
  const where = `${paths.slice(0, MAX_NAMED_FILES).join(', ')}${more}`;
  const isHead = from === 'head';
  return {
    id: isHead ? 'scenarios-of-head' : 'scenarios-of-tree',
    level: 'info',
    message: isHead
      ? `Both sides are measured with the scenarios of the head; the scenarios of the base differ in ${where}.`
      : `Both sides are measured with the scenarios of the working tree; their own scenarios differ in ${where}.`,
    remedy:
      'Keep the measured code outside the scenario folder: code in that folder is the same on both sides.',
  };
}

function insideProject(projectRoot: string, path: string): string {
  const whole = isAbsolute(path) ? (resolveRealPath(path) ?? path) : join(projectRoot, path);
  const inside =
    relativePathInside(resolveRealPath(projectRoot) ?? projectRoot, whole) ??
    relativePathInside(projectRoot, whole);
  if (inside !== null && inside !== '') return inside;
  throw new UserError({
    code: 'scenario-outside-project',
    message: `The scenario ${path} is outside the project ${projectRoot}, so it cannot be copied into both sides.`,
    remedy: 'Move the scenario into a folder inside the project, such as scenarios/.',
  });
}

async function replace(
  host: Host,
  from: string,
  to: string,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const source = join(from, path);
  const kind = readEntryKind(source);
  if (kind === null) {
    throw new UserError({
      code: 'scenario-not-found',
      message: `${path} exists neither in the head of the comparison nor in ${from}.`,
      remedy: 'Check the path.',
    });
  }
  host.files.remove(join(to, path));
  const files =
    kind === 'folder' ? listFolderFiles(source).map((name) => join(path, name)) : [path];
  host.files.makeFolder(dirname(join(to, path)));
  await copyTree(from, to, files, signal);
}
