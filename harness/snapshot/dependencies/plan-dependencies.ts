import { join, posix } from 'node:path';
import type { Files } from '../../host/files.ts';
import type { Host } from '../../host.ts';
import type { SideId } from '../../model/side.ts';
import { readManifest } from '../../packages/manifest.ts';
import type { ProjectPlace } from '../tree-source.ts';
import { type InstallRoot, installRoots } from './install-roots.ts';
import { record } from './lock-graph.ts';
import { nestedPackages } from './nested-packages.ts';
import type { PrivateSettings } from './private-settings.ts';
import { asksForTheSame, manifestsAgree, type UsedPackages } from './same-dependencies.ts';
import { wordsOfCode } from './words-of-code.ts';

/** Where one set of dependencies of a side comes from. */
export type DependencyPlan =
  | {
      readonly type: 'shared';
      /** Folder that they were installed in. */
      readonly from: string;
      readonly root: InstallRoot;
      /** Fingerprint of what is installed there. */
      readonly key: string;
    }
  | {
      readonly type: 'install';
      readonly root: InstallRoot;
      readonly instead: InstalledInstead | null;
    };

/** Packages that are installed in the project, nobody knows whether those that are asked for. */
export interface InstalledInstead {
  readonly from: string;
  /** Whether manifests and lockfile ask for exactly what those of the project do; else the manifests. */
  readonly isExact: boolean;
}

/** What is installed in the project on disk. */
export interface InstalledProject {
  readonly place: ProjectPlace;
  readonly roots: readonly InstallRoot[];
  /** Folders with packages that were installed by themselves, from the top. */
  readonly nested: readonly string[];
  readonly settings: PrivateSettings;
}

/** A side's tree as it was written. */
export interface WrittenTree {
  readonly top: string;
  readonly prefix: string;
  /** Files from the top. */
  readonly paths: readonly string[];
  /** Folder other than the project that has the dependencies of this very tree; null: none. */
  readonly installedAt: string | null;
}

/** What is known of the code that is measured. */
export interface MeasuredCode {
  /** All that the scenarios say, as text; undefined: nobody knows. */
  readonly scenarios: string | undefined;
  /** Whether a side is built first, which any of its tools may have a part in. */
  readonly isBuilt: boolean;
  /** Whether what is installed in the project serves whatever a side asks for. Default: no. */
  readonly takesInstalled?: boolean;
}

export type DependencyPlans = Readonly<Record<SideId, readonly DependencyPlan[]>>;

/**
 * Decides for each lockfile of each side whether what is installed on disk serves it: where a
 * folder stands for a side, what is installed there; else that of the project, where both sides ask
 * for what it has, development dependencies apart that the measured code does not use. Where they
 * differ, both are installed, so that they lie alike.
 */
export async function planDependencies(
  host: Host,
  project: InstalledProject,
  trees: Readonly<Record<SideId, WrittenTree>>,
  measured: MeasuredCode,
): Promise<DependencyPlans> {
  const rootsOf = ({
    top,
    prefix,
    paths,
    installedAt,
  }: WrittenTree): Promise<readonly InstallRoot[]> => {
    const own = installedAt === null ? [] : nestedPackages(host.files, installedAt, paths);
    const nested = [...new Set([...project.nested, ...own])];
    return installRoots(host.files, top, prefix, paths, nested);
  };
  const roots = { a: await rootsOf(trees.a), b: await rootsOf(trees.b) };
  const { takesInstalled = false } = measured;
  let words: ReadonlySet<string> | null | undefined;
  const usedOf = ({ packages }: InstallRoot): UsedPackages | null => {
    const { scenarios, isBuilt } = measured;
    if (isBuilt || scenarios === undefined) return null;
    // Every file of both sides is read for it, so it is asked only where lockfiles differ.
    if (words === undefined) words = wordsOfCode(host.files, [trees.a, trees.b], scenarios);
    if (words === null) return null;
    return usedPackages(host.files, words, { top: project.place.extent, packages });
  };
  const planSide = async (side: SideId, other: SideId): Promise<readonly DependencyPlan[]> => {
    const rootsOfOther = trees[other].installedAt === null ? roots[other] : [];
    const plans = roots[side].map((root) =>
      planRoot(host, project, trees[side], { root, rootsOfOther, usedOf, takesInstalled }),
    );
    return (await Promise.all(plans)).flat();
  };
  return { a: await planSide('a', 'b'), b: await planSide('b', 'a') };
}

/** What development dependencies the measured code uses, of those of a root; null: any. */
type UsedOf = (root: InstallRoot) => UsedPackages | null;

interface RootInQuestion {
  readonly root: InstallRoot;
  readonly rootsOfOther: readonly InstallRoot[];
  readonly usedOf: UsedOf;
  readonly takesInstalled: boolean;
}

async function planRoot(
  host: Host,
  { place, roots }: InstalledProject,
  { paths, installedAt }: WrittenTree,
  { root, rootsOfOther, usedOf, takesInstalled }: RootInQuestion,
): Promise<readonly DependencyPlan[]> {
  const isInstalled = (folder: string): boolean =>
    root.packages.some((one) => host.files.isFolder(join(folder, one, 'node_modules')));
  if (installedAt !== null && isInstalled(installedAt)) {
    return [{ type: 'shared', from: installedAt, root, key: root.key }];
  }
  const isInPlace = ({ folder }: InstallRoot): boolean => folder === root.folder;
  const installed = isInstalled(place.extent) ? roots.find(isInPlace) : undefined;
  const other = rootsOfOther.find(isInPlace);
  const isServing = (one: InstallRoot): Promise<boolean> | true =>
    takesInstalled || isServed(root, other, one, usedOf);
  if (installed !== undefined && (await isServing(installed))) {
    return [{ type: 'shared', from: place.extent, root, key: installed.key }];
  }
  if (takesInstalled) return [];
  // Most of what lies beside a project has no part in it, and is worth no installation.
  const isNeeded = root.hasDependencies && root.reach !== 'beside';
  const instead = installed === undefined ? null : insteadOf(root, installed, place.extent);
  return isNeeded && !isSelfContained(root, paths) ? [{ type: 'install', root, instead }] : [];
}

function insteadOf(
  root: InstallRoot,
  installed: InstallRoot,
  from: string,
): InstalledInstead | null {
  if (installed.key === root.key) return { from, isExact: true };
  return manifestsAgree(root, installed) ? { from, isExact: false } : null;
}

/** Lockfiles that say which peers a package gets; of others, no part can be left out. */
const LOCKING_PEERS: readonly (string | null)[] = [
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
];

/** Whether what is installed serves both sides; one that asks for nothing is served by anything. */
async function isServed(
  own: InstallRoot,
  other: InstallRoot | undefined,
  installed: InstallRoot,
  usedOf: UsedOf,
): Promise<boolean> {
  const asking = other?.hasDependencies === true ? [own, other] : [own];
  const serves = async (used?: UsedPackages): Promise<boolean> => {
    for (const one of asking) if (!(await asksForTheSame(one, installed, used))) return false;
    return true;
  };
  if (await serves()) return true;
  if (!LOCKING_PEERS.includes(installed.lockfile)) return false;
  const used = usedOf(installed);
  return used !== null && (await serves(used));
}

/** Whether a repository keeps its dependencies, in packages folders or as Yarn's Plug'n'Play. */
export function isSelfContained({ folder }: InstallRoot, paths: readonly string[]): boolean {
  const modules = posix.join(folder, 'node_modules/');
  return (
    paths.includes(posix.join(folder, '.pnp.cjs')) || paths.some((path) => path.startsWith(modules))
  );
}

/** What is installed, by which programs of packages are known. */
interface InstalledPackages {
  readonly top: string;
  /** Folders of packages from there. */
  readonly packages: readonly string[];
}

/** Which packages code may load or start; in doubt it may. @param words - Names that it may mean. */
function usedPackages(
  files: Pick<Files, 'read'>,
  words: ReadonlySet<string>,
  installed: InstalledPackages,
): UsedPackages {
  const isUsed = (name: string): boolean => {
    if (words.has(name)) return true;
    // There is nothing in them to be loaded.
    if (name.startsWith('@types/')) return false;
    const programs = programsOf(files, name, installed);
    return programs === null || programs.some((program) => words.has(program));
  };
  return { isUsed, isNamed: (name) => words.has(name) };
}

function programsOf(
  files: Pick<Files, 'read'>,
  name: string,
  { top, packages }: InstalledPackages,
): readonly string[] | null {
  for (const one of packages) {
    const manifest = readManifest(files, join(top, one, 'node_modules', name));
    if (manifest === null) continue;
    if (typeof manifest.bin !== 'string') return Object.keys(record(manifest.bin));
    return [name.split('/').at(-1) ?? name];
  }
  return null;
}
