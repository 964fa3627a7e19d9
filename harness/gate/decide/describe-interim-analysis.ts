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
 * Returns the numbers of an interim analysis, whatever is concluded from them.
 * @param interval - null: too few pairs for an interval.
 */
export function describeInterimAnalysis(
  analysis: InterimAnalysis,
  interval: AnalysisInterval | null,
  estimate: number,
  rules: ComparisonRules,
): Pick<Comparison, 'ratio' | 'low' | 'high' | 'p_value' | 'modes'> {
  const reached = interval?.isReached === true ? interval : null;
  return {
    ratio: analysis.toRatio(estimate),
    low: reached && analysis.toRatio(reached.low),
    high: reached && analysis.toRatio(reached.high),
    p_value: signedRankTest(analysis.values),
    modes: describeModes(analysis, rules),
  };
}

function describeModes(analysis: InterimAnalysis, rules: ComparisonRules): Comparison['modes'] {
  if (analysis.modes === null) return null;
  const { base, head, low, high } = analysis.modes;
  return { base, head, low, high, differs: modeSharesDiffer(analysis, rules) };
}

/** Minimum factor between the advised number of pairs and the inconclusive one. */
const MIN_INCREASE = 1.25;

interface InconclusivePairs {
  readonly pairs: number;
  /** Log-ratio. */
  readonly estimate: number;
  readonly spread: number;
  readonly margin: number;
}

/**
 * Returns the number of pairs that would probably be conclusive if the change is as estimated; null
 * if no reasonable number is.
 */
export function advisePairs(
  { pairs, estimate, spread, margin }: InconclusivePairs,
  level: DetectionLevel,
): number | null {
  const needed = pairsToDetect(Math.expm1(estimate), spread, margin, level);
  return needed === null ? null : Math.max(needed, Math.ceil(MIN_INCREASE * pairs));
}
