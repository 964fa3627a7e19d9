import { ASKING, isInstalled, type LockEntry, type Lockfile, packageName } from './lockfile.ts';
import type { LockfileChange } from './lockfile-changes.ts';

/** A lockfile that has some of the changes, with the manifests that go with it. */
export interface MixedLockfile {
  readonly lock: Lockfile;
  /**
   * What each package of the project asks for in a version other than the bad end's, by the folder
   * of the package; empty text: the project's own.
   */
  readonly ranges: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/** The bad lockfile with these changes taken back. */
export function mixedLockfile(
  good: Lockfile,
  bad: Lockfile,
  takenBack: readonly LockfileChange[],
): MixedLockfile {
  const packages = new Map(Object.entries(bad.packages));
  const names = new Set<string>();
  for (const change of takenBack) {
    for (const key of change.keys) {
      const before = good.packages[key];
      if (before === undefined) packages.delete(key);
      else packages.set(key, before);
      names.add(packageName(key));
    }
  }
  const ranges = new Map<string, Record<string, string>>();
  for (const [folder, entry] of packages) {
    if (isInstalled(folder)) continue;
    const own = earlierRanges(good.packages[folder], entry, names);
    if (Object.keys(own).length === 0) continue;
    ranges.set(folder, own);
    packages.set(folder, withRanges(entry, own));
  }
  // The section that npm 6 read would say something else; npm 7 and later write it anew.
  const { dependencies: _, ...rest } = bad as Lockfile & { readonly dependencies?: unknown };
  return { lock: { ...rest, packages: sorted(packages) }, ranges };
}

/** A manifest, or its part of the lockfile, that asks for these names in these versions. */
export function withRanges<T extends object>(
  manifest: T,
  ranges: Readonly<Record<string, string>>,
): T {
  const sections = ASKING.flatMap((section) => {
    const asked = (manifest as LockEntry)[section];
    if (asked === undefined) return [];
    const changed = Object.entries(asked).map(([name, range]) => [name, ranges[name] ?? range]);
    return [[section, Object.fromEntries(changed)] as const];
  });
  return { ...manifest, ...Object.fromEntries(sections) };
}

function earlierRanges(
  before: LockEntry | undefined,
  after: LockEntry,
  names: ReadonlySet<string>,
): Record<string, string> {
  const ranges: Record<string, string> = {};
  for (const section of ASKING) {
    for (const [name, range] of Object.entries(before?.[section] ?? {})) {
      const now = after[section]?.[name];
      if (names.has(name) && now !== undefined && now !== range) ranges[name] = range;
    }
  }
  return ranges;
}

/** npm keeps `packages` in the order of its keys. */
function sorted(packages: ReadonlyMap<string, LockEntry>): Record<string, LockEntry> {
  return Object.fromEntries([...packages].sort(([a], [b]) => (a < b ? -1 : 1)));
}
