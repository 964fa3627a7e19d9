import type { ComparisonRules } from '../model/documents/comparison-rules.ts';
import { DEFAULT_RULES } from './decide/default-comparison-rules.ts';

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
