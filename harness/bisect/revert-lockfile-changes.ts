import type { LockfileChange } from './lockfile-changes.ts';
import {
  isInstalledPackage,
  listDependencyNames,
  NPM_DEPENDENCY_SECTIONS,
  type NpmLockfile,
  type NpmLockfileEntry,
  resolvePackageKey,
} from './npm-lockfile.ts';

/** Lockfile that contains some of the changes, with the matching manifests. */
export interface MixedLockfile {
  readonly lock: NpmLockfile;
  /** Ranges that differ from the bad end's, by the folder of the package; empty text: the project's own. */
  readonly ranges: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

export function revertLockfileChanges(
  good: NpmLockfile,
  bad: NpmLockfile,
  takenBack: readonly LockfileChange[],
): MixedLockfile {
  const packages: Record<string, NpmLockfileEntry> = { ...bad.packages };
  for (const key of takenBack.flatMap(({ keys }) => keys)) {
    const before = good.packages[key];
    if (before === undefined) delete packages[key];
    else packages[key] = before;
  }
  const ranges = new Map<string, Record<string, string>>();
  for (const [folder, entry] of Object.entries(bad.packages)) {
    if (isInstalledPackage(folder)) continue;
    const changed = (name: string): NpmLockfileEntry | null => {
      const [before, after] = [found(packages, folder, name), found(bad.packages, folder, name)];
      return before === after ? null : before;
    };
    const own = earlierRanges(good.packages[folder], entry, changed);
    if (Object.keys(own).length === 0) continue;
    ranges.set(folder, own);
    packages[folder] = replaceVersionRanges(entry, own);
  }
  // The section that npm 6 reads would contradict `packages`; npm 7 and later regenerate it.
  const { dependencies: _, ...rest } = bad as NpmLockfile & { readonly dependencies?: unknown };
  return { lock: { ...rest, packages: sorted(packages) }, ranges };
}

/** Returns a manifest, or its lockfile entry, with these dependencies' version ranges replaced. */
export function replaceVersionRanges<T extends object>(
  manifest: T,
  ranges: Readonly<Record<string, string>>,
): T {
  const sections = NPM_DEPENDENCY_SECTIONS.flatMap((section) => {
    const asked = (manifest as NpmLockfileEntry)[section];
    if (asked === undefined) return [];
    const changed = Object.entries(asked).map(([name, range]) => [name, ranges[name] ?? range]);
    return [[section, Object.fromEntries(changed)] as const];
  });
  return { ...manifest, ...Object.fromEntries(sections) };
}

/**
 * Returns the earlier ranges of a project's dependencies that resolve to another version than in
 * the bad lockfile. A dependency that the project did not have then gets the exact version that is
 * installed.
 * @param changed - The package that a name resolves to; null where it is that of the bad lockfile.
 */
function earlierRanges(
  before: NpmLockfileEntry | undefined,
  after: NpmLockfileEntry,
  changed: (name: string) => NpmLockfileEntry | null,
): Record<string, string> {
  const ranges: Record<string, string> = {};
  for (const name of listDependencyNames(after)) {
    const entry = changed(name);
    if (entry === null) continue;
    const range = rangesOf(before, name)[0] ?? entry.version;
    const isSame = rangesOf(after, name).every((now) => now === range);
    if (range !== undefined && !isSame) ranges[name] = range;
  }
  return ranges;
}

/** Returns version ranges of a package's dependency on another, one per section naming it. */
function rangesOf(entry: NpmLockfileEntry | undefined, name: string): readonly string[] {
  return NPM_DEPENDENCY_SECTIONS.flatMap((section) => entry?.[section]?.[name] ?? []);
}

function found(
  packages: Readonly<Record<string, NpmLockfileEntry>>,
  folder: string,
  name: string,
): NpmLockfileEntry | null {
  const key = resolvePackageKey(packages, folder, name);
  return key === null ? null : (packages[key] ?? null);
}

/** Sorts `packages` by key, as npm does. */
function sorted(
  packages: Readonly<Record<string, NpmLockfileEntry>>,
): Record<string, NpmLockfileEntry> {
  return Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
}
