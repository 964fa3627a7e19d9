/** Part that was left out, with the reason. */
export interface ExcludedPart<T> {
  readonly part: T;
  readonly reason: string;
}

/** Compatible subset of several parts. */
export interface CompatibleSubset<T> {
  readonly compatible: readonly T[];
  readonly excluded: readonly ExcludedPart<T>[];
}

/** Why parts do not go together; null: they do. */
export type CompatibilityProbe<T> = (parts: readonly T[]) => Promise<string | null>;

/**
 * Removes parts that conflict with the parts before them; earlier parts take precedence. All are
 * probed at once; on failure, a binary search finds the shortest failing prefix, whose last part is
 * removed: about log2(n) probes for each removed part, and one if there is none.
 */
export async function findCompatibleSubset<T>(
  all: readonly T[],
  probe: CompatibilityProbe<T>,
): Promise<CompatibleSubset<T>> {
  let compatible = all;
  const excluded: ExcludedPart<T>[] = [];
  // A single part has been tested on its own branch.
  while (compatible.length > 1) {
    const failure = await probe(compatible);
    if (failure === null) break;
    const { length, reason } = await firstFailing(compatible, failure, probe);
    const part = compatible[length - 1];
    if (part === undefined) break;
    excluded.push({ part, reason });
    compatible = [...compatible.slice(0, length - 1), ...compatible.slice(length)];
  }
  return { compatible, excluded };
}

/** Returns the length of the shortest failing prefix; the whole list is known to fail. */
async function firstFailing<T>(
  parts: readonly T[],
  failure: string,
  probe: CompatibilityProbe<T>,
): Promise<{ readonly length: number; readonly reason: string }> {
  let [good, bad, reason] = [1, parts.length, failure];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    const found = await probe(parts.slice(0, middle));
    if (found === null) good = middle;
    else [bad, reason] = [middle, found];
  }
  return { length: bad, reason };
}
