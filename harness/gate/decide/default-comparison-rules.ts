import type { ComparisonRules } from '../../model/documents/comparison-rules.ts';

/** Each has about a third more pairs than the last: fewer analyses cost pairs, more cost power. */
const LOOKS = [8, 10, 13, 17, 22, 29, 38, 51, 69, 95];

/**
 * Default rules of live comparisons. Of the 5 % error of a suite, candidates share 4 % and counted
 * metrics 1 %. The screen may err often, since everything it finds is measured afresh; at 1/32,
 * five pairs that agree are enough for it. Without a margin, where a false candidate is confirmed
 * as often as the level allows, it is stricter. Chosen by simulation among the alternatives in
 * docs/decisions/0012-live-verdicts.md.
 */
export const DEFAULT_RULES: ComparisonRules = {
  confidence: 0.95,
  screen_alpha: 1 / 32,
  screen_looks: [5, 6, ...LOOKS],
  confirm_looks: LOOKS,
  confirm_alpha: 0.04,
  counted_looks: [3, 6, 12],
  counted_looks_own: [6, 10, 16],
  counted_alpha: 0.01,
  last_look: true,
  without_margin: {
    screen_alpha: 0.012,
    give_up: { screen_pairs: 51, screen_p: 0.2, confirm_pairs: 29 },
  },
};

/** Default maximum of pairs per stage. */
const DEFAULT_MOST_PAIRS = LOOKS.at(-1) ?? 0;
/** Growth in pairs per interim analysis beyond the default schedule, timed and counted. */
const GROWTH = { timed: 4 / 3, counted: 2 } as const;

/**
 * Returns the rules limited to `most` pairs per stage: no analysis beyond it, and additional
 * analyses if it exceeds the default. The last analysis is at `most` itself. All planned analyses
 * share the error rate, so fewer pairs do not waste it and more do not raise it.
 */
export function limitPairsPerStage(rules: ComparisonRules, most: number): ComparisonRules {
  const upTo = (looks: readonly number[], growth: number): readonly number[] => {
    const kept = looks.filter((look) => look < most);
    if (kept.length < looks.length) return [...kept, most];
    return most <= DEFAULT_MOST_PAIRS ? looks : [...looks, ...looksBeyond(looks, most, growth)];
  };
  return {
    ...rules,
    screen_looks: upTo(rules.screen_looks, GROWTH.timed),
    confirm_looks: upTo(rules.confirm_looks, GROWTH.timed),
    counted_looks: upTo(rules.counted_looks, GROWTH.counted),
    counted_looks_own: upTo(rules.counted_looks_own, GROWTH.counted),
  };
}

/** Returns interim analyses after the last one, each `growth` times the previous, up to `most`. */
function looksBeyond(looks: readonly number[], most: number, growth: number): readonly number[] {
  const further: number[] = [];
  let next = Math.round((looks.at(-1) ?? most) * growth);
  while (next < most) {
    further.push(next);
    next = Math.round(next * growth);
  }
  return [...further, most];
}
