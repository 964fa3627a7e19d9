/** Looks that can say something, and the one-sided level of each. */
export interface LookLevels {
  readonly looks: readonly number[];
  readonly alpha: number;
}

/**
 * Splits `alpha` evenly over the looks whose pairs can reach their part: n pairs give no probability
 * below 2⁻ⁿ, so the first looks would only waste theirs. Which ones these are is known before the
 * pairs are measured, so nothing is chosen by what they say. No look where the last cannot either.
 */
export function lookLevels(looks: readonly number[], alpha: number): LookLevels {
  const first = looks.findIndex((pairs, index) => 0.5 ** pairs <= alpha / (looks.length - index));
  const usable = first === -1 ? [] : looks.slice(first);
  return { looks: usable, alpha: alpha / Math.max(1, usable.length) };
}
