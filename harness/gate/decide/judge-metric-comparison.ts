import { assertNever } from '../../model/assert-never.ts';
import type { ComparisonRules } from '../../model/documents/comparison-rules.ts';
import {
  type Comparison,
  INCOMPARABLE,
  SAME_INPUTS,
} from '../../model/documents/run-report-and-comparison-document.ts';
import type { Finding } from '../../model/finding.ts';
import { findMetric, type Nature } from '../../model/metric.ts';
import { median } from '../../stats/descriptive-statistics.ts';
import { signTest } from '../../stats/paired-bimodality-and-sign-test.ts';
import { judgeCountedMetric } from './judge-counted-metric.ts';
import { judgeExactMetric } from './judge-deterministic-metric.ts';
import { judgeTimedMetric } from './judge-timed-metric.ts';
import type { MetricEvidence, Outcome, PairedValues } from './paired-metric-evidence.ts';

export interface MetricJudgement {
  readonly comparison: Comparison;
  readonly findings: readonly Finding[];
}

/** Judges one metric by its pairs. `sharing`: number of comparisons that share the error rate. */
export function judgeMetricComparison(
  evidence: MetricEvidence,
  sharing: number,
  rules: ComparisonRules,
): MetricJudgement {
  const { scenario, metric, nature, gated, margin, screen } = evidence;
  if (screen.base.length === 0) {
    return judgeIncomparable(evidence, screen.missing ?? `no pair has a value for ${metric}`);
  }
  const { values, findings, ...outcome } = outcomeOf(evidence, sharing, rules);
  return {
    comparison: {
      scenario,
      metric,
      unit: findMetric(metric)?.unit ?? 'count',
      ...displayedSideValues(values, outcome.ratio, nature),
      pairs: values.base.length,
      margin,
      gated,
      ...outcome,
    },
    findings,
  };
}

/** Fields of a comparison that ended before its first pair, as after an interrupt. */
const UNMEASURED_SO_FAR = {
  ...INCOMPARABLE,
  verdict: 'inconclusive',
  reason: 'the measurement ended before its first pair',
} as const;

/** Returns a row for a metric that was not measured, since both sides read the same inputs. */
/** Number of identical files that both sides read, or changed code that neither side executes. */
export type SameInputs = { readonly files: number } | { readonly unexecuted: string };

export function judgeSameInputs(evidence: MetricEvidence, same: SameInputs): MetricJudgement {
  if ('files' in same)
    return rowWithoutValues(evidence, { ...SAME_INPUTS, same_files: same.files });
  const reason = `neither side executes what changed (${same.unexecuted}), and all else that they execute is the same`;
  return rowWithoutValues(evidence, { ...SAME_INPUTS, reason });
}

export function judgeUnmeasured(evidence: MetricEvidence): MetricJudgement {
  return rowWithoutValues(evidence, UNMEASURED_SO_FAR);
}

export function judgeIncomparable(evidence: MetricEvidence, reason: string): MetricJudgement {
  return rowWithoutValues(evidence, { ...INCOMPARABLE, reason });
}

function rowWithoutValues(
  { scenario, metric, gated, margin }: MetricEvidence,
  verdict: Omit<Comparison, 'scenario' | 'metric' | 'unit' | 'margin' | 'gated'>,
): MetricJudgement {
  const unit = findMetric(metric)?.unit ?? 'count';
  return { comparison: { scenario, metric, unit, ...verdict, margin, gated }, findings: [] };
}

function outcomeOf(evidence: MetricEvidence, sharing: number, rules: ComparisonRules): Outcome {
  switch (evidence.nature) {
    case 'timed':
      return judgeTimedMetric(evidence, sharing, rules);
    case 'counted':
      return judgeCountedMetric(evidence, sharing, rules);
    case 'exact':
      return judgeExactMetric(evidence);
    default:
      return assertNever(evidence.nature);
  }
}

/**
 * Returns the values to show for the two sides, in the unit of the metric: the median of the base,
 * and for the head that median multiplied by the ratio of the pairs.
 *
 * The head's own median might contradict the ratio. The speed of a machine varies between pairs, for
 * both units of a pair alike. The ratio is free of that, but the medians may come from different
 * pairs, so that a change of -0.4 % would be shown next to two medians 9 % apart. Exact metrics have
 * no such noise, and their ratio is that of the medians.
 */
export function displayedSideValues(
  { base, head }: Pick<PairedValues, 'base' | 'head'>,
  ratio: number | null,
  nature: Nature,
): Record<'base' | 'head', NonNullable<Comparison['base']>> {
  const middle = median(base);
  const isNoiseless = nature === 'exact' || ratio === null;
  return { base: middle, head: isNoiseless ? median(head) : middle * ratio };
}

/** Failed units of each side, excluded together with their pairs. */
export interface UnitFailures {
  readonly base: number;
  readonly head: number;
}

/** Two-sided level: 1 comparison in 100 is needlessly inconclusive if units fail by chance. */
const UNEQUAL_FAILURES_ALPHA = 0.01;

/**
 * Makes a verdict inconclusive if one side fails significantly more often. A unit that is too slow
 * also fails, so that side has lost its slowest units: it is worse than its numbers by an unknown
 * amount. The comparison names that side, since its interval is biased too.
 */
export function applyUnequalUnitFailures(
  judgement: MetricJudgement,
  failures: UnitFailures | undefined,
): MetricJudgement {
  const { comparison } = judgement;
  const failingSide = failures === undefined ? null : findSideFailingMore(failures);
  if (failures === undefined || failingSide === null) return judgement;
  const marked = { ...comparison, fails_more: failingSide };
  const { verdict } = comparison;
  const isUnaffected = verdict === 'incomparable' || verdict === VERDICT_AGAINST[failingSide];
  if (isUnaffected) return { ...judgement, comparison: marked };
  const { base, head } = failures;
  const reason = `${base} trials of the base and ${head} of the head failed, and the results exclude the failed trials`;
  return {
    ...judgement,
    // More pairs would not recover the failed units.
    comparison: {
      ...marked,
      verdict: 'inconclusive',
      confirmed: false,
      reason,
      needed_pairs: null,
    },
  };
}

/** Verdict that remains valid although this side has lost its slowest units. */
const VERDICT_AGAINST = { head: 'regressed', base: 'improved' } as const satisfies Record<
  'base' | 'head',
  Comparison['verdict']
>;

function findSideFailingMore({ base, head }: UnitFailures): 'base' | 'head' | null {
  if (signTest(base, head) > UNEQUAL_FAILURES_ALPHA) return null;
  return head > base ? 'head' : 'base';
}
