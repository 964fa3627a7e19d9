import type { ComparisonRules } from '../../model/document.ts';

/** Each is about a quarter more than the one before: as fine as pays, and few to share the error. */
const LOOKS = [8, 10, 13, 16, 20, 25, 31, 39, 49, 61];

/**
 * What live comparisons are decided by. Of the 5 % that may go wrong in a suite, candidates share
 * 4 % and counted metrics 1 %. The levels were set by simulation; docs/statistics.md has the rates.
 */
export const DEFAULT_RULES: ComparisonRules = {
  confidence: 0.95,
  screen_alpha: 0.012,
  screen_looks: LOOKS,
  confirm_looks: LOOKS,
  confirm_alpha: 0.04,
  counted_looks: [3, 6, 12],
  counted_looks_own: [6, 10, 16],
  counted_alpha: 0.01,
};

/**
 * The same rules with no look beyond `most` pairs of a stage. The last one is at `most` itself, and
 * the looks that are left share the error, so that fewer pairs do not waste it.
 */
export function limitLooks(rules: ComparisonRules, most: number): ComparisonRules {
  const cut = (looks: readonly number[]): readonly number[] => {
    const kept = looks.filter((look) => look < most);
    return kept.length === looks.length ? looks : [...kept, most];
  };
  return {
    ...rules,
    screen_looks: cut(rules.screen_looks),
    confirm_looks: cut(rules.confirm_looks),
    counted_looks: cut(rules.counted_looks),
    counted_looks_own: cut(rules.counted_looks_own),
  };
}
