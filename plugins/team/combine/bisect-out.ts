/** A part that was left out of the sum, with why. */
export interface LeftOut<T> {
  readonly part: T;
  readonly reason: string;
}

/** What of several parts goes together. */
export interface Together<T> {
  readonly kept: readonly T[];
  readonly left: readonly LeftOut<T>[];
}

/** Why parts do not go together; null: they do. */
export type Probe<T> = (parts: readonly T[]) => Promise<string | null>;

/**
 * Takes out what does not go with the parts before it, the first ones being wanted most. All are tried at
 * once; where that fails, the shortest beginning that fails is searched by halves, and its last part is
 * the one to leave: about log2(n) probes for each part that is left out, and one for none.
 */
export async function bisectOut<T>(wanted: readonly T[], probe: Probe<T>): Promise<Together<T>> {
  let kept = wanted;
  const left: LeftOut<T>[] = [];
  // One part by itself has been tried by its own branch.
  while (kept.length > 1) {
    const failure = await probe(kept);
    if (failure === null) break;
    const { length, reason } = await firstFailing(kept, failure, probe);
    const part = kept[length - 1];
    if (part === undefined) break;
    left.push({ part, reason });
    kept = [...kept.slice(0, length - 1), ...kept.slice(length)];
  }
  return { kept, left };
}

/** The length of the shortest beginning that fails; all of it does. */
async function firstFailing<T>(
  parts: readonly T[],
  failure: string,
  probe: Probe<T>,
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
