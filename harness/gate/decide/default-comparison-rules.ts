import type { ComparisonRules } from '../../model/documents/comparison-rules.ts';

/**
 * Numbers of pairs at which timed metrics are analyzed, each about a third more than the previous:
 * fewer analyses cost pairs, more of them cost power.
 */
const SCHEDULE = [8, 10, 13, 17, 22, 29, 38, 51, 69, 95];

/**
 * Default rules of live comparisons. Of the 5 % error rate of a suite, candidates share 4 % and
 * counted metrics 1 %. Screening may err often, since its candidates are measured afresh: at 1/32,
 * five pairs that agree make a candidate. Without a margin, where a false candidate is confirmed as
 * often as the level allows, it is stricter. Chosen by simulation among the alternatives in
 * docs/decisions/0012-live-verdicts.md.
 */
export const DEFAULT_RULES: ComparisonRules = {
  confidence: 0.95,
  screen_alpha: 1 / 32,
  screen_looks: [5, 6, ...SCHEDULE],
  confirm_looks: SCHEDULE,
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
const DEFAULT_MAX_PAIRS = SCHEDULE.at(-1) ?? 0;
/** Factors between successive interim analyses beyond the default schedule. */
const GROWTH = { timed: 4 / 3, counted: 2 } as const;

/**
 * Returns the rules for at most `maxPairs` pairs per stage: with fewer interim analyses, or with
 * additional ones beyond the default; the last at `maxPairs` itself. All planned analyses share the
 * error rate, so fewer pairs do not waste it and more do not raise it.
 */
export function limitPairsPerStage(rules: ComparisonRules, maxPairs: number): ComparisonRules {
  const limit = (schedule: readonly number[], growth: number): readonly number[] => {
    const allowed = schedule.filter((pairs) => pairs < maxPairs);
    if (allowed.length < schedule.length) return [...allowed, maxPairs];
    if (maxPairs <= DEFAULT_MAX_PAIRS) return schedule;
    return [...schedule, ...analysesBeyond(schedule, maxPairs, growth)];
  };
  return {
    ...rules,
    screen_looks: limit(rules.screen_looks, GROWTH.timed),
    confirm_looks: limit(rules.confirm_looks, GROWTH.timed),
    counted_looks: limit(rules.counted_looks, GROWTH.counted),
    counted_looks_own: limit(rules.counted_looks_own, GROWTH.counted),
  };
}

/** Returns analyses after the last one, each at `growth` times the previous, up to `maxPairs`. */
function analysesBeyond(
  schedule: readonly number[],
  maxPairs: number,
  growth: number,
): readonly number[] {
  const further: number[] = [];
  let next = Math.round((schedule.at(-1) ?? maxPairs) * growth);
  while (next < maxPairs) {
    further.push(next);
    next = Math.round(next * growth);
  }
  return [...further, maxPairs];
}

/**
 * Returns the default rules at another confidence, with the error split as by default. The screen
 * only selects candidates and is unchanged.
 */
export function rulesForConfidence(confidence: number): ComparisonRules {
  const factor = (1 - confidence) / (1 - DEFAULT_RULES.confidence);
  return {
    ...DEFAULT_RULES,
    confidence,
    confirm_alpha: withoutRoundingError(DEFAULT_RULES.confirm_alpha * factor),
    counted_alpha: withoutRoundingError(DEFAULT_RULES.counted_alpha * factor),
  };
}

/** Removes the rounding error of binary fractions, for reports: 0.08, not 0.0799…92. */
function withoutRoundingError(level: number): number {
  return Number(level.toPrecision(12));
}
