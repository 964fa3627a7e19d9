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
  look: InterimAnalysis,
  { obstacle }: Pick<Conclusion, 'obstacle'>,
  rules: ComparisonRules,
): readonly Finding[] {
  if (!gated) return [];
  const findings: Finding[] = [];
  const isDrift = obstacle === 'drift';
  const about = `${metric} of "${scenario}"`;
  if (isDrift || trendPValue(look.values) < TREND_ALPHA) {
    findings.push({
      id: 'change-drifts',
      level: 'warning',
      metric,
      message: `The change in ${about} drifted during the measurement: ${isDrift ? 'the intervals of two interim analyses do not overlap' : 'it grew or shrank from pair to pair'}. No single ratio can describe it.`,
      remedy:
        'Look for state that grows on only one side of the comparison, such as files, a cache or a database that the runs fill, and clear it in setup or prepare.',
    });
  }
  if (look.modes !== null && modeSharesDiffer(look, rules)) {
    const { base, head } = look.modes;
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

/** Chance with which needed pairs decide and the floor is shown. */
const POWER = 0.8;
/** Minimum number of pairs to estimate the spread. */
const FEWEST_FOR_SPREAD = 5;

/** Judges a timed metric: in two stages if it is gated, otherwise by its last interval. */
export function judgeTimedMetric(
  evidence: MetricEvidence,
  candidates: number,
  rules: ComparisonRules,
): Outcome {
  const { better, margin } = evidence;
  const conclusion = evidence.gated
    ? concludeGatedMetric(evidence, candidates, rules)
    : concludeShown(evidence, rules);
  const { values, pairs, alpha, verdict, reason, obstacle } = conclusion;
  const look = analyzePairs(values, pairs, margin);
  const estimate = estimateDifference(look);
  const isKnown = look.isRatio && pairs >= FEWEST_FOR_SPREAD;
  const spread = isKnown ? robustSpread(look.values) : null;
  const level = { alpha, power: POWER };
  const isAdvised =
    verdict === 'inconclusive' && obstacle === null && !modeSharesDiffer(look, rules);
  return {
    values: firstPairs(values, pairs),
    ...describeInterimAnalysis(look, computeInterval(look, alpha), estimate, rules),
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
    findings: timedFindings(evidence, look, conclusion, rules),
  };
}

/** Concludes a metric that is not gated, by its interval at the last interim analysis reached. */
function concludeShown(evidence: MetricEvidence, rules: ComparisonRules): Conclusion {
  const { screen, confirm, margin, better } = evidence;
  const confirmPairs = lastLook(confirmationLevels(rules, 1).looks, confirm);
  const screenPairs = lastLook(screeningLevels(rules).looks, screen);
  const values = confirmPairs > 0 ? confirm : screen;
  const pairs = confirmPairs > 0 ? confirmPairs : screenPairs || screen.base.length;
  const alpha = analysisAlpha(rules);
  const look = analyzePairs(values, pairs, margin);
  const place = locateInterval(computeInterval(look, alpha), look);
  const direction = changeDirection(place, better);
  const base = { values, pairs, alpha, screenPairs, confirmPairs, obstacle: null, reason: null };
  if (direction !== null) {
    return { ...base, verdict: direction === 'worse' ? 'regressed' : 'improved' };
  }
  if (place !== 'within') {
    return { ...base, verdict: 'inconclusive', reason: 'the interval crosses the margin' };
  }
  return modeSharesDiffer(look, rules)
    ? { ...base, verdict: 'inconclusive', obstacle: 'modes', reason: OBSTACLE_TEXTS.modes }
    : { ...base, verdict: 'unchanged' };
}

function lastLook(looks: readonly number[], { base }: PairedValues): number {
  return looks.findLast((look) => look <= base.length) ?? 0;
}
