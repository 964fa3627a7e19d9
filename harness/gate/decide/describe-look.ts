import type { Comparison, ComparisonRules } from '../../model/document.ts';
import { signedRankTest } from '../../stats/signed-rank-test.ts';
import type { Look, LookInterval } from './look.ts';
import { sharesDiffer } from './shares-differ.ts';

/** The numbers of a comparison that are read from one look, whatever is concluded from them. */
export function describeLook(
  look: Look,
  { low, high }: Pick<LookInterval, 'low' | 'high'>,
  estimate: number,
  rules: ComparisonRules,
): Pick<Comparison, 'ratio' | 'low' | 'high' | 'p_value' | 'modes'> {
  return {
    ratio: look.toRatio(estimate),
    low: look.toRatio(low),
    high: look.toRatio(high),
    p_value: signedRankTest(look.values).twoSided,
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
