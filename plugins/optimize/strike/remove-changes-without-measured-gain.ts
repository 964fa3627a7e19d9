/** Parts of a change, and the state that they make together. */
export interface Whole<T, S> {
  readonly parts: readonly T[];
  readonly state: S;
}

/** Contribution of a part: the whole without it compared with the whole. */
export interface Contribution<T, S, C> {
  readonly part: T;
  readonly without: Whole<T, S>;
  readonly comparison: C;
}

/** The least that is read of a comparison. */
export interface Gain {
  readonly isImproved: boolean;
  /** Shown to be worse, or not to be measured at all. */
  readonly isWorse: boolean;
}

/** Operations that remove and measure parts. */
export interface PartMeasurement<T, S, C extends Gain> {
  /** Removes a part from the whole; null if the others cannot be applied without it. */
  readonly without: (whole: Whole<T, S>, part: T) => Promise<Whole<T, S> | null>;
  /** Lines that a part changes in the whole; of two with the same gain, the smaller one stays. */
  readonly linesOf: (whole: Whole<T, S>, part: T) => Promise<number>;
  /** Measures with fresh pairs that informed no earlier decision. */
  readonly compare: (without: S, whole: S) => Promise<C>;
  /** Accepts the state without the part if tests pass and behavior is unchanged; else false. */
  readonly drop: (whole: Whole<T, S>, contribution: Contribution<T, S, C>) => Promise<boolean>;
}

/** Measured contribution of each accepted part. */
export interface EliminationResult<T, S, C> {
  readonly whole: Whole<T, S>;
  readonly contributions: readonly Contribution<T, S, C>[];
}

/**
 * Removes every part without a measured gain: each part is measured by leaving it out, the weakest
 * is dropped, and the rest is measured anew until every part shows a gain. A single remaining part
 * is not measured here, since it is the whole, which is measured against the start.
 */
export async function keepEarned<T, S, C extends Gain>(
  initial: Whole<T, S>,
  operations: PartMeasurement<T, S, C>,
): Promise<EliminationResult<T, S, C>> {
  let whole = initial;
  for (;;) {
    const contributions = await measureContributions(whole, operations);
    const next = await dropWeakest(whole, contributions, operations);
    if (next === null) return { whole, contributions };
    whole = next;
  }
}

async function measureContributions<T, S, C extends Gain>(
  whole: Whole<T, S>,
  { without, compare }: PartMeasurement<T, S, C>,
): Promise<readonly Contribution<T, S, C>[]> {
  const all: Contribution<T, S, C>[] = [];
  if (whole.parts.length < 2) return all;
  for (const part of whole.parts) {
    const rest = await without(whole, part);
    if (rest === null) continue;
    all.push({ part, without: rest, comparison: await compare(rest.state, whole.state) });
  }
  return all;
}

/** Returns the whole without its weakest removable part; null if every part stays. */
async function dropWeakest<T, S, C extends Gain>(
  whole: Whole<T, S>,
  contributions: readonly Contribution<T, S, C>[],
  { linesOf, drop }: PartMeasurement<T, S, C>,
): Promise<Whole<T, S> | null> {
  const weak: { readonly contribution: Contribution<T, S, C>; readonly lines: number }[] = [];
  for (const contribution of contributions.toReversed()) {
    if (contribution.comparison.isImproved) continue;
    weak.push({ contribution, lines: await linesOf(whole, contribution.part) });
  }
  // A harmful part hides the gain of others, so it goes first; of parts without gain, the largest.
  const isWorse = (contribution: Contribution<T, S, C>): number =>
    Number(contribution.comparison.isWorse);
  weak.sort((a, b) => isWorse(b.contribution) - isWorse(a.contribution) || b.lines - a.lines);
  for (const { contribution } of weak) {
    if (await drop(whole, contribution)) return contribution.without;
  }
  return null;
}
