import { join } from 'node:path';
import {
  createLink,
  hashFile,
  readEntryKind,
  resolveRealPath,
} from '../../host/folder-tree-operations.ts';
import type { Host } from '../../host.ts';
import type { Finding } from '../../model/finding.ts';
import type { InstallRoot } from './dependency-install-roots.ts';
import { listInstalledPackages } from './link-dependencies.ts';
import { listOutsideDependencies } from './local-file-dependencies.ts';

/** Packages at paths outside or ignored, as archives, from the top. @param paths - Of the tree. */
export function listOutsidePackages(
  { packages, facts }: InstallRoot,
  paths: readonly string[],
): readonly string[] {
  const isThere = (target: string): boolean =>
    paths.some((path) => path === target || path.startsWith(`${target}/`));
  const targets = packages.flatMap((packageFolder, index) =>
    listOutsideDependencies(facts.manifests[index] ?? null, packageFolder, isThere),
  );
  return [...new Set(targets)];
}

/** True if the package manager copies folders among them, so that the copies may be out of date. */
export function copiesOutsidePackages(
  { manager }: InstallRoot,
  project: string,
  outside: readonly string[],
): boolean {
  return manager !== 'npm' && outside.some((path) => isFolder(project, path));
}

/** Returns a hash of each archive among them, which a lockfile need not contain. */
export function hashOutsideArchives(
  project: string,
  outside: readonly string[],
): readonly (readonly [path: string, hash: string])[] {
  return outside.flatMap((path) => {
    const place = resolveRealPath(join(project, path));
    return place !== null && readEntryKind(place) === 'file'
      ? [[path, hashFile(place)] as const]
      : [];
  });
}

function isFolder(project: string, path: string): boolean {
  const place = resolveRealPath(join(project, path));
  return place !== null && readEntryKind(place) === 'folder';
}

/** A folder for a copy of the tree, so deep that paths out of the copy end above it and in `top`. */
export function nestedCopyFolder(top: string, outside: readonly string[]): string {
  const depths = outside.map((path) => path.split('/').filter((part) => part === '..').length);
  return join(top, ...Array<string>(Math.max(0, ...depths)).fill('in'));
}

/** Makes the paths that lead out of a copy resolve as those that lead out of the project. */
export function linkOutsidePackages(
  project: string,
  copy: string,
  outside: readonly string[],
): void {
  for (const path of outside) {
    const place = resolveRealPath(join(project, path));
    const link = join(copy, path);
    if (place !== null && readEntryKind(link) === null) createLink(place, link);
  }
}

/** Retargets links to such packages to their real place: the copy they lead through is removed. */
export function retargetLinks(
  host: Host,
  modules: string,
  project: string,
  outside: readonly string[],
): void {
  const places = new Set(outside.map((path) => resolveRealPath(join(project, path))));
  for (const name of outside.length === 0 ? [] : listInstalledPackages(modules)) {
    const path = join(modules, name);
    const place = readEntryKind(path) === 'link' ? resolveRealPath(path) : null;
    if (place === null || !places.has(place)) continue;
    host.files.remove(path);
    createLink(place, path);
  }
}

/** Reports packages outside the side, except archives, whose contents the lockfile fixes. */
export function outsideDependencyFindings(
  label: string,
  project: string,
  outside: readonly string[],
): readonly Finding[] {
  const folders = outside.filter((path) => isFolder(project, path));
  if (folders.length === 0) return [];
  const isOne = folders.length === 1;
  return [
    {
      id: 'dependency-outside',
      level: 'info',
      message: `${folders.join(', ')}, which ${isOne ? 'is a dependency' : 'are dependencies'} of ${label}, ${isOne ? 'lies' : 'lie'} outside this repository's commits and ${isOne ? 'is' : 'are'} measured exactly as ${isOne ? 'it is' : 'they are'} on disk, regardless of the commit.`,
      remedy:
        "To compare versions of such a dependency, run the comparison in that dependency's repository.",
    },
  ];
}
