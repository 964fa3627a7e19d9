/** Difference between the files of two trees. */
export interface SourceDifference {
  /** True if no file was changed, added or removed. */
  readonly isSame: boolean;
  /** Relative paths that differ, sorted. */
  readonly paths: readonly string[];
}

/** Fingerprints of the files of a tree, by path from the top. */
export type TreeFingerprint = ReadonlyMap<string, string>;

/** Compares two trees, file by file. */
export function compareSourceTrees(a: TreeFingerprint, b: TreeFingerprint): SourceDifference {
  const all = new Set([...a.keys(), ...b.keys()]);
  const paths = [...all].filter((path) => a.get(path) !== b.get(path)).sort();
  return { isSame: paths.length === 0, paths };
}
