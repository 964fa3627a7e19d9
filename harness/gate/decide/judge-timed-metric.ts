import type { ComparisonRules } from '../../model/documents/comparison-rules.ts';
import type { Finding } from '../../model/finding.ts';
import { robustSpread } from '../../stats/descriptive-statistics.ts';
import { trendPValue } from '../../stats/mann-kendall-trend-and-theil-sen-slope.ts';
import { minimalDetectableChange } from '../../stats/minimal-detectable-change.ts';
import { directionOf } from '../judge-change-interval-against-margin.ts';
import {
  type Conclusion,
  concludeGatedMetric,
  OBSTACLE_TEXTS,
} from './conclude-metric-after-screening-and-confirmation.ts';
import { advisePairs, describeInterimAnalysis } from './describe-interim-analysis.ts';
import { confirmationLevels } from './evaluate-candidate-confirmation.ts';
import { analysisAlpha, changeDirection, screeningLevels } from './evaluate-metric-screening.ts';
import {
  analyzePairs,
  computeInterval,
  estimateDifference,
  type InterimAnalysis,
  locateInterval,
  modeSharesDiffer,
} from './interim-analysis.ts';
import {
  firstPairs,
  type MetricEvidence,
  type Outcome,
  type PairedValues,
} from './paired-metric-evidence.ts';

/** Significance level of a trend: one comparison in a thousand shows one by chance. */
const TREND_ALPHA = 0.001;

/** Returns findings where the change is not one constant ratio. */
function timedFindings(
  { scenario, metric, gated }: MetricEvidence,
  analysis: InterimAnalysis,
  { obstacle }: Pick<Conclusion, 'obstacle'>,
  rules: ComparisonRules,
): readonly Finding[] {
  if (!gated) return [];
  const findings: Finding[] = [];
  const isDrift = obstacle === 'drift';
  const about = `${metric} of "${scenario}"`;
  if (isDrift || trendPValue(analysis.values) < TREND_ALPHA) {
    findings.push({
      id: 'change-drifts',
      level: 'warning',
      metric,
      message: `The change in ${about} drifted during the measurement: ${isDrift ? 'the intervals of two interim analyses do not overlap' : 'it grew or shrank from pair to pair'}. No single ratio can describe it.`,
      remedy:
        'Look for state that grows on only one side of the comparison, such as files, a cache or a database that the runs fill, and clear it in setup or prepare.',
    });
  }
  if (analysis.modes !== null && modeSharesDiffer(analysis, rules)) {
    const { base, head } = analysis.modes;
    findings.push({
      id: 'mode-shares-differ',
      level: 'warning',
      metric,
      message: `${about} has two modes: ${percent(base)} of the base trials and ${percent(head)} of the head trials are in the upper mode. The share of slow trials changed, not how slow they are.`,
      remedy:
        'Profile one trial of each mode; the difference between the two profiles explains the change.',
    });
  }
  return findings;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** Power of the advised number of pairs, and of the floor. */
const POWER = 0.8;
/** Minimum number of pairs to estimate the spread. */
const MIN_PAIRS_FOR_SPREAD = 5;

/** Judges a timed metric: in two stages if it is gated, otherwise by its last interval. */
export function judgeTimedMetric(
  evidence: MetricEvidence,
  candidates: number,
  rules: ComparisonRules,
): Outcome {
  const { better, margin } = evidence;
  const conclusion = evidence.gated
    ? concludeGatedMetric(evidence, candidates, rules)
    : concludeInformationalMetric(evidence, rules);
  const { values, pairs, alpha, verdict, reason, obstacle } = conclusion;
  const analysis = analyzePairs(values, pairs, margin);
  const estimate = estimateDifference(analysis);
  const hasSpread = analysis.isRatio && pairs >= MIN_PAIRS_FOR_SPREAD;
  const spread = hasSpread ? robustSpread(analysis.values) : null;
  const level = { alpha, power: POWER };
  const isAdvised =
    verdict === 'inconclusive' && obstacle === null && !modeSharesDiffer(analysis, rules);
  return {
    values: firstPairs(values, pairs),
    ...describeInterimAnalysis(analysis, computeInterval(analysis, alpha), estimate, rules),
    verdict,
    reason,
    direction: directionOf(estimate, better),
    screen_pairs: conclusion.screenPairs,
    confirm_pairs: conclusion.confirmPairs,
    confirmed: evidence.gated && (verdict === 'regressed' || verdict === 'improved'),
    spread,
    floor: spread === null ? null : minimalDetectableChange(pairs, spread, level),
    needed_pairs:
      isAdvised && spread !== null ? advisePairs({ pairs, estimate, spread, margin }, level) : null,
    findings: timedFindings(evidence, analysis, conclusion, rules),
  };
}

/** Concludes a metric that is not gated, by its interval at the last analysis reached. */
function concludeInformationalMetric(evidence: MetricEvidence, rules: ComparisonRules): Conclusion {
  const { screen, confirm, margin, better } = evidence;
  const confirmPairs = lastReachedAnalysis(confirmationLevels(rules, 1).schedule, confirm);
  const screenPairs = lastReachedAnalysis(screeningLevels(rules).schedule, screen);
  const values = confirmPairs > 0 ? confirm : screen;
  const pairs = confirmPairs > 0 ? confirmPairs : screenPairs || screen.base.length;
  const alpha = analysisAlpha(rules);
  const analysis = analyzePairs(values, pairs, margin);
  const position = locateInterval(computeInterval(analysis, alpha), analysis);
  const direction = changeDirection(position, better);
  const base = { values, pairs, alpha, screenPairs, confirmPairs, obstacle: null, reason: null };
  if (direction !== null) {
    return { ...base, verdict: direction === 'worse' ? 'regressed' : 'improved' };
  }
  if (position !== 'within') {
    return { ...base, verdict: 'inconclusive', reason: 'the interval crosses the margin' };
  }
  return modeSharesDiffer(analysis, rules)
    ? { ...base, verdict: 'inconclusive', obstacle: 'modes', reason: OBSTACLE_TEXTS.modes }
    : { ...base, verdict: 'unchanged' };
}

function lastReachedAnalysis(schedule: readonly number[], { base }: PairedValues): number {
  return schedule.findLast((pairs) => pairs <= base.length) ?? 0;
}
