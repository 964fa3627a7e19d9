import type { ComparisonRules } from '../model/documents/comparison-rules.ts';
import { DEFAULT_RULES } from './decide/default-comparison-rules.ts';

/**
 * Returns the default rules at another confidence, with the error split as by default. The screen
 * only selects candidates and is unchanged.
 */
export function rulesForConfidence(confidence: number): ComparisonRules {
  const share = (1 - confidence) / (1 - DEFAULT_RULES.confidence);
  return {
    ...DEFAULT_RULES,
    confidence,
    confirm_alpha: readable(DEFAULT_RULES.confirm_alpha * share),
    counted_alpha: readable(DEFAULT_RULES.counted_alpha * share),
  };
}

/** Without the last digits of binary fractions, which would be read in reports: 0.08, not 0.0799…92. */
function readable(level: number): number {
  return Number(level.toPrecision(12));
}
