import { join, posix } from 'node:path';
import type { Files } from '../../host/file-operations.ts';
import type { SideId } from '../../model/base-or-head-of-comparison.ts';
import type { Finding } from '../../model/finding.ts';
import { didYouMean } from '../../model/scenario/suggest-nearest-word.ts';
import { UserError } from '../../model/user-error.ts';
import { dependencyNames, readManifest } from '../../packages/package-manifest.ts';
import {
  type SnapshotContext,
  sideTreeTop,
} from '../snapshot-creation-inputs-and-path-mappings.ts';
import { changeDependencyVersion } from './change-dependency-version.ts';
import { findInstallRoots, type InstallRoot } from './dependency-install-roots.ts';
import type { InstallationChange } from './install-dependencies.ts';
import { hasVendoredDependencies } from './plan-compared-side-dependencies.ts';
import type { ProvidedDependencies } from './provide-compared-side-dependencies.ts';

/** Change of the dependencies on each side, where dependencies are what is compared. */
export interface DependencyChanges {
  /** Returns a side's change. Base first: the head's lockfile is derived from that of the base. */
  readonly of: (side: SideId) => InstallationChange | null;
  /** Checks the installed result of a side; call it in the same order. */
  readonly check: (side: SideId, provided: ProvidedDependencies) => readonly Finding[];
}

const NOTHING: DependencyChanges = { of: () => null, check: () => [] };

/** @throws UserError if the package to be changed is not a dependency. */
export async function createSideDependencyChanges(
  making: SnapshotContext,
  paths: readonly string[],
): Promise<DependencyChanges> {
  const { host, request, sources } = making;
  const { dependency, signal } = request;
  if (dependency === undefined) return NOTHING;
  const { name, from, to } = dependency;
  const top = sideTreeTop(making, 'b');
  const roots = await findInstallRoots(host.files, top, sources.b.prefix, paths);
  const root = findDependency(host.files, top, roots, name);
  refuseUnchangeable(root, paths, name);
  let lock: string | null = null;
  let versionOfBase: string | null = null;

  const installedVersion = (side: SideId): string | null => {
    for (const packageFolder of root.packages) {
      const folder = join(sideTreeTop(making, side), packageFolder, 'node_modules', name);
      const version = readManifest(host.files, folder)?.version;
      if (typeof version === 'string') return version;
    }
    return null;
  };
  return {
    of: (side) => {
      const version = side === 'a' ? from : to;
      const place = { root, label: sources[side].label, signal };
      return changeDependencyVersion(host, { name, version, lock }, place);
    },
    check: (side, { changedIn }) => {
      if (changedIn === null) return [];
      const version = installedVersion(side);
      if (version === null) return [notInstalled(sources[side].label)];
      if (side === 'b') return version === versionOfBase ? [sameVersion(name, version)] : [];
      versionOfBase = version;
      lock = host.files.read(join(changedIn, 'package-lock.json'));
      return [];
    },
  };
}

/** Refuses changes in layouts in which the project would not load what npm installs. */
function refuseUnchangeable(root: InstallRoot, paths: readonly string[], name: string): void {
  const ofPnpm = posix.join(root.folder, 'pnpm-workspace.yaml');
  const isOfPnpm = root.packages.length > 1 && paths.includes(ofPnpm);
  if (!isOfPnpm && !hasVendoredDependencies(root, paths)) return;
  const why = isOfPnpm
    ? `the package belongs to a pnpm workspace, but npm, which installs the versions, does not read ${ofPnpm}`
    : 'the repository vendors its dependencies';
  throw new UserError({
    code: 'dependency-not-changeable',
    message: `--dep cannot change "${name}" here: ${why}.`,
    remedy:
      'Change the version with your package manager, commit the change, and compare the commits: perf-harness compare HEAD~1 HEAD',
  });
}

function notInstalled(label: string): Finding {
  return {
    id: 'dependency-not-installed',
    level: 'error',
    message: `${label} was installed, but cannot be resolved from the project.`,
    remedy:
      'Look for the package in the output of "npm ls": npm may skip packages that are optional or for another platform.',
  };
}

function sameVersion(name: string, version: string): Finding {
  return {
    id: 'same-version',
    level: 'error',
    message: `Both sides have ${name} ${version}, so there is nothing to compare.`,
    remedy: 'Specify two different versions: --dep name@from..to',
  };
}

/**
 * Finds the install root of the nearest manifest that depends on the package, else a root that
 * contains it. @throws UserError
 */
function findDependency(
  files: Pick<Files, 'read'>,
  top: string,
  roots: readonly InstallRoot[],
  name: string,
): InstallRoot {
  const nearest = roots.toReversed();
  const asked = (root: InstallRoot): readonly string[] =>
    root.packages.flatMap((packageFolder) =>
      dependencyNames(readManifest(files, join(top, packageFolder))),
    );
  const found =
    nearest.find((root) => asked(root).includes(name)) ??
    nearest.find((root) => isLocked(files, top, root, name));
  if (found !== undefined) return found;
  throw new UserError({
    code: 'dependency-not-found',
    message: `"${name}" is not a dependency of this project.${didYouMean(name, nearest.flatMap(asked))}`,
    remedy: 'Specify a package from package.json or the lockfile: --dep name@from..to',
  });
}

/** Every lockfile that is text names its packages, each in its own way. */
function isLocked(
  files: Pick<Files, 'read'>,
  top: string,
  { folder, lockfile }: InstallRoot,
  name: string,
): boolean {
  if (lockfile === null || lockfile.endsWith('b')) return false;
  const text = files.read(join(top, folder, lockfile)) ?? '';
  const quoted = name.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&');
  return new RegExp(`(?:^|["'/\\s])${quoted}(?:["'@:]|$)`, 'mu').test(text);
}
