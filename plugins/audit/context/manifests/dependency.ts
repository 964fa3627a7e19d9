/** Registry of a package, which determines the meaning of its name. */
export type PackageRegistry = 'python' | 'npm' | 'go' | 'cargo';

/** Package that a manifest requires. */
export interface Dependency {
  readonly registry: PackageRegistry;
  /** As its registry compares names: lower case, and with `-` for Python. */
  readonly name: string;
  readonly version: string | null;
  /** Only for those who work on the project. */
  readonly isForDevelopment: boolean;
  /** From the root of the project. */
  readonly file: string;
}

/** Dependency as read from the text of a manifest. */
export type ManifestDependency = Omit<Dependency, 'file'>;

/**
 * The version of `==2.0.30`, `>=2.0,<3`, `^5.1.0` or `~=2.0`: the one that is named or the lowest that is taken.
 * null: there is only one that is not taken, or none. Addresses are none, whatever is in them.
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

/** Values of an object by their names; of anything else, none. */
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
