import { exactChange, judgeMetricChange } from './gate/judge-change-interval-against-margin.ts';
import {
  type GatedScenario,
  gatedMetrics,
  resolveMetricMargin,
} from './gate/select-gated-metrics.ts';
import {
  type Comparison,
  INCOMPARABLE,
  WITHOUT_PAIRS,
} from './model/documents/run-report-and-comparison-document.ts';
import type { Summary } from './model/metric-summary.ts';
import { neededPairCount } from './stats/estimate-required-sample-pairs.ts';
import { ratioInterval } from './stats/ratio-and-shift-confidence-intervals.ts';

/** Two samples of one metric, with the settings of their comparison. */
export interface SamplePair {
  readonly scenario: string;
  readonly metric: string;
  readonly base: Summary;
  readonly head: Summary;
  readonly judged: GatedScenario;
  /** Overrides the margins in `judged` for every metric; null: no override. */
  readonly margin: number | null;
  readonly confidence: number;
}

/** Compares two independent samples of one metric that were taken at different times. */
export function compareMetricSamples(pair: SamplePair): Comparison {
  const { scenario, metric, base, head } = pair;
  if (base.unit !== head.unit) {
    return createIncomparableRow(pair, `the units differ: ${base.unit} and ${head.unit}`);
  }
  const margin =
    pair.margin ?? resolveMetricMargin({ name: metric, nature: head.nature }, pair.judged);
  const compared =
    head.nature === 'exact' ? compareExact(pair, margin) : compareNoisy(pair, margin);
  return {
    scenario,
    metric,
    unit: head.unit,
    base: base.center,
    head: head.center,
    margin,
    ...WITHOUT_PAIRS,
    gated: gatedMetrics(pair.judged).has(metric),
    ...compared,
  };
}

/** Returns a row for a metric that cannot be compared, with the known values of either side. */
export function createIncomparableRow(
  pair: {
    readonly scenario: string;
    readonly metric: string;
    readonly base: Summary | undefined;
    readonly head: Summary | undefined;
    readonly judged: GatedScenario;
    readonly margin: number | null;
  },
  reason: string,
): Comparison {
  const { scenario, metric, base, head, judged } = pair;
  const summary = head ?? base;
  return {
    scenario,
    metric,
    unit: summary?.unit ?? 'ms',
    ...INCOMPARABLE,
    reason,
    base: base?.center ?? null,
    head: head?.center ?? null,
    margin:
      pair.margin ??
      resolveMetricMargin({ name: metric, nature: summary?.nature ?? 'timed' }, judged),
    gated: gatedMetrics(judged).has(metric),
  };
}

type Outcome = Pick<
  Comparison,
  'verdict' | 'reason' | 'direction' | 'ratio' | 'low' | 'high' | 'needed_pairs'
>;

function compareNoisy({ base, head, confidence }: SamplePair, margin: number): Outcome {
  const change = ratioInterval(base.sample, head.sample, confidence);
  const { ratio, low, high } = change;
  const judgement = judgeMetricChange(change, margin, head.better);
  const hasConfidence = change.confidence >= confidence;
  const verdict = hasConfidence ? judgement.verdict : 'inconclusive';
  const isOpen = verdict === 'inconclusive' && ratio !== null && ratio > 0;
  return {
    verdict,
    direction: judgement.direction,
    reason: hasConfidence
      ? inconclusiveReason(verdict)
      : `${base.n} and ${head.n} trials give at most ${percent(change.confidence)} confidence; ${percent(confidence)} is required`,
    ratio,
    low,
    high,
    needed_pairs: isOpen
      ? neededPairCount(base.sample, head.sample, { ratio, margin, confidence })
      : null,
  };
}

function inconclusiveReason(verdict: Outcome['verdict']): string | null {
  return verdict === 'inconclusive' ? 'the confidence interval includes the margin' : null;
}

/** Compares exact values without a test: any difference is a change, unless a side's values vary. */
function compareExact({ base, head }: SamplePair, margin: number): Outcome {
  const change = exactChange(base.sample, head.sample);
  const judgement = judgeMetricChange(change, margin, head.better);
  const { ratio, low, high } = change;
  return {
    ...judgement,
    reason:
      judgement.verdict === 'inconclusive'
        ? 'the value should be the same in every trial, but it varies'
        : null,
    ratio,
    low,
    high,
    needed_pairs: null,
  };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1).replace(/\.0$/u, '')} %`;
}
