/** Registry of a package, which determines the meaning of its name. */
export type PackageRegistry = 'python' | 'npm' | 'go' | 'cargo';

/** Package that a manifest requires. */
export interface Dependency {
  readonly registry: PackageRegistry;
  /** As its registry compares names: lower case, and with `-` for Python. */
  readonly name: string;
  readonly version: string | null;
  /** Set for a development dependency. */
  readonly isForDevelopment: boolean;
  /** From the root of the project. */
  readonly file: string;
}

/** Dependency as read from the text of a manifest. */
export type ManifestDependency = Omit<Dependency, 'file'>;

/**
 * Returns the version of `==2.0.30`, `>=2.0,<3`, `^5.1.0` or `~=2.0`: the exact version or the
 * lowest that is accepted. Returns null if the specifier only excludes versions, names none, or is
 * a URL.
 */
export function parseLowestVersion(specifier: string): string | null {
  for (const part of specifier.split(/,|\s\|\|\s|\s+(?=[<>=~^!])/u)) {
    const found = /^\s*(?:===?|>=|>|~=|\^|~|v)?\s*v?(\d+(?:\.\d+)*(?:[-.]?[a-z]+[\d.]*)?)/iu.exec(
      part,
    );
    if (found?.[1] !== undefined) return found[1];
  }
  return null;
}

/** Returns the entries of an object; empty for any other value. */
export function listEntries(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value)
    : [];
}

/** Returns the value at a path of nested names in an object. */
export function readNestedValue(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, name) => listEntries(at).find(([key]) => key === name)?.[1],
    value,
  );
}
