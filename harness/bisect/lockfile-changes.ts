import {
  isInstalledPackage,
  listDependencyNames,
  type NpmLockfile,
  packageName,
  resolvePackageKey,
} from './npm-lockfile.ts';

/** Version change of one package, with all packages that come, go or change only because of it. */
export interface LockfileChange {
  readonly name: string;
  /** null if it has no version, such as a package from git. */
  readonly from: string | null;
  readonly to: string | null;
  /** Keys of `packages` whose entries the change replaces. */
  readonly keys: readonly string[];
}

/**
 * Splits the difference between two lockfiles into changes that can be applied one by one: each
 * package whose version changed, with the packages that only its versions depend on. A copy of a
 * package that moves into its dependents because another version took its place belongs to the
 * change that displaced it. Packages come after their dependencies, so that npm can install every
 * prefix of the list.
 *
 * Dependencies that the project itself added or removed are part of no change: its code needs them
 * as they are.
 */
export function splitLockfileChanges(
  good: NpmLockfile,
  bad: NpmLockfile,
): readonly LockfileChange[] {
  const asked = newlyAsked(good, bad);
  const keys = [...new Set([...Object.keys(good.packages), ...Object.keys(bad.packages)])]
    .filter(isInstalledPackage)
    .filter((key) => !isSame(good, bad, key) && !asked.has(key))
    .sort();
  const isChanged = (key: string): boolean =>
    good.packages[key] !== undefined && bad.packages[key] !== undefined;
  const roots = keys.filter(isChanged);
  const owners = new Map(roots.map((key) => [key, key]));
  for (const key of roots) {
    own(key, key, { lock: good, keys, owners });
    own(key, key, { lock: bad, keys, owners });
  }
  for (const key of keys) {
    if (!owners.has(key)) adopt(key, good, bad, owners);
  }
  const changes = roots.map((root) => ({
    name: packageName(root),
    from: good.packages[root]?.version ?? null,
    to: bad.packages[root]?.version ?? null,
    keys: keys.filter((key) => owners.get(key) === root),
  }));
  return inOrder(mergeCopies(changes), bad);
}

function isSame(good: NpmLockfile, bad: NpmLockfile, key: string): boolean {
  const [before, after] = [good.packages[key], bad.packages[key]];
  if (before === undefined || after === undefined) return before === after;
  if (before.link === true && after.link === true) return true;
  // The same content may come from another registry; an entry without a checksum is identified by
  // its location.
  const isSameContent =
    before.integrity === undefined || after.integrity === undefined
      ? before.resolved === after.resolved
      : before.integrity === after.integrity;
  return before.version === after.version && isSameContent;
}

/** Returns new keys that the project itself now depends on, with transitive dependencies. */
function newlyAsked(good: NpmLockfile, bad: NpmLockfile): ReadonlySet<string> {
  const found = new Set<string>();
  const follow = (from: string, name: string): void => {
    const key = resolvePackageKey(bad.packages, from, name);
    if (key === null || found.has(key) || Object.hasOwn(good.packages, key)) return;
    found.add(key);
    for (const needed of listDependencyNames(bad.packages[key])) follow(key, needed);
  };
  for (const [folder, entry] of Object.entries(bad.packages)) {
    if (isInstalledPackage(folder)) continue;
    const before = listDependencyNames(good.packages[folder]);
    for (const name of listDependencyNames(entry)) if (!before.includes(name)) follow(folder, name);
  }
  return found;
}

interface Ownership {
  readonly lock: NpmLockfile;
  readonly keys: readonly string[];
  readonly owners: Map<string, string>;
}

/** Assigns to a change all added or removed packages that its own versions depend on. */
function own(key: string, owner: string, { lock, keys, owners }: Ownership): void {
  for (const name of listDependencyNames(lock.packages[key])) {
    const found = resolvePackageKey(lock.packages, key, name);
    if (found === null || owners.has(found) || !keys.includes(found)) continue;
    owners.set(found, owner);
    own(found, owner, { lock, keys, owners });
  }
}

/** Assigns a moved copy to the change of the package that its parent resolved to in its place. */
function adopt(
  key: string,
  good: NpmLockfile,
  bad: NpmLockfile,
  owners: Map<string, string>,
): void {
  const at = key.lastIndexOf('node_modules/');
  const parent = key.slice(0, Math.max(0, at - 1));
  for (const lock of [good, bad]) {
    const found = resolvePackageKey(lock.packages, parent, packageName(key));
    const owner = found === null ? undefined : owners.get(found);
    if (owner !== undefined) {
      owners.set(key, owner);
      return;
    }
  }
}

/** Merges identical changes of several copies of one package into one change. */
function mergeCopies(changes: readonly LockfileChange[]): readonly LockfileChange[] {
  const alike = Map.groupBy(changes, ({ name, from, to }) => JSON.stringify([name, from, to]));
  return [...alike.values()].flatMap(([first, ...more]) =>
    first === undefined
      ? []
      : [{ ...first, keys: [first, ...more].flatMap((change) => change.keys) }],
  );
}

/** Sorts changes after those of packages they depend on; by name if there is no such order. */
function inOrder(changes: readonly LockfileChange[], bad: NpmLockfile): readonly LockfileChange[] {
  const changeOf = new Map(changes.flatMap((change) => change.keys.map((key) => [key, change])));
  const ordered = new Set<LockfileChange>();
  const visiting = new Set<LockfileChange>();
  const visit = (change: LockfileChange): void => {
    if (ordered.has(change) || visiting.has(change)) return;
    visiting.add(change);
    for (const key of change.keys) {
      for (const name of listDependencyNames(bad.packages[key])) {
        const found = resolvePackageKey(bad.packages, key, name);
        const needed = found === null ? undefined : changeOf.get(found);
        if (needed !== undefined) visit(needed);
      }
    }
    ordered.add(change);
  };
  for (const change of changes.toSorted((a, b) => (a.name < b.name ? -1 : 1))) visit(change);
  return [...ordered];
}
