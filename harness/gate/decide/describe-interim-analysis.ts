import type { ComparisonRules } from '../../model/documents/comparison-rules.ts';
import type { Comparison } from '../../model/documents/run-report-and-comparison-document.ts';
import { type DetectionLevel, pairsToDetect } from '../../stats/minimal-detectable-change.ts';
import { signedRankTest } from '../../stats/signed-rank-test.ts';
import {
  type AnalysisInterval,
  type InterimAnalysis,
  modeSharesDiffer,
} from './interim-analysis.ts';

/**
 * Returns the numbers of one interim analysis, regardless of the conclusion. @param interval -
 * null: too few pairs for the stated confidence.
 */
export function describeInterimAnalysis(
  look: InterimAnalysis,
  interval: AnalysisInterval | null,
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

function modesAt(look: InterimAnalysis, rules: ComparisonRules): Comparison['modes'] {
  if (look.modes === null) return null;
  const { base, head, low, high } = look.modes;
  return { base, head, low, high, differs: modeSharesDiffer(look, rules) };
}

/** The advised number of pairs is at least a quarter more than the inconclusive number. */
const MORE = 1.25;

/** Inconclusive pairs, and what they show. */
interface Undecided {
  readonly pairs: number;
  /** As a logarithm. */
  readonly estimate: number;
  readonly spread: number;
  readonly margin: number;
}

/**
 * Returns the number of pairs that would probably be conclusive if the change is as estimated; null
 * if no reasonable number is.
 */
export function advisePairs(
  { pairs, estimate, spread, margin }: Undecided,
  level: DetectionLevel,
): number | null {
  const needed = pairsToDetect(Math.expm1(estimate), spread, margin, level);
  return needed === null ? null : Math.max(needed, Math.ceil(MORE * pairs));
}
