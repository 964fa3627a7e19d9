import type { ComparisonRules } from '../../model/documents/comparison-rules.ts';
import type { Comparison } from '../../model/documents/document.ts';
import { signedRankTest } from '../../stats/signed-rank-test.ts';
import { type Look, type LookInterval, sharesDiffer } from './look.ts';

/**
 * The numbers of a comparison that are read from one look, whatever is concluded from them. So few pairs
 * that they cannot reach the level have no interval: their range is none of the stated confidence.
 * @param interval - null: the pairs lack something else for one.
 */
export function describeLook(
  look: Look,
  interval: LookInterval | null,
  estimate: number,
  rules: ComparisonRules,
): Pick<Comparison, 'ratio' | 'low' | 'high' | 'p_value' | 'modes'> {
  const reached = interval?.isReached === true ? interval : null;
  return {
    ratio: look.toRatio(estimate),
    low: reached && look.toRatio(reached.low),
    high: reached && look.toRatio(reached.high),
    p_value: signedRankTest(look.values),
    modes: modesAt(look, rules),
  };
}

/** Which way the estimate points. */
export function estimateDirection(
  estimate: number,
  better: 'lower' | 'higher',
): Comparison['direction'] {
  if (estimate === 0) return 'none';
  return estimate > 0 === (better === 'higher') ? 'better' : 'worse';
}

function modesAt(look: Look, rules: ComparisonRules): Comparison['modes'] {
  if (look.modes === null) return null;
  const { base, head, low, high } = look.modes;
  return { base, head, low, high, differs: sharesDiffer(look, rules) };
}
