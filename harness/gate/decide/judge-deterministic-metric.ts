import {
  exactChange,
  isVarying,
  judgeMetricChange,
  MIN_EXACT_CHANGE_UNITS,
  MIN_EXACT_UNITS,
  MIN_VARYING_CHANGE_UNITS,
} from '../judge-change-interval-against-margin.ts';
import {
  findPairEvidenceGap,
  firstPairs,
  type MetricEvidence,
  ONE_ORDER_REASON,
  type Outcome,
  type PairEvidenceGap,
  type PairedValues,
} from './paired-metric-evidence.ts';

/**
 * Judges an exact metric: any difference is a change. If the values of one side differ among
 * themselves, more units are needed.
 */
export function judgeExactMetric({ screen, margin, better, gated }: MetricEvidence): Outcome {
  const values = firstPairs(screen, screen.base.length);
  const change = exactChange(values.base, values.head);
  const { verdict: apparent, direction } = judgeMetricChange(change, margin, better);
  const shortage = findExactShortage(apparent, values);
  const verdict = shortage === null ? apparent : 'inconclusive';
  const isChange = verdict === 'regressed' || verdict === 'improved';
  return {
    values,
    verdict,
    direction,
    reason: shortage === null ? finalReason(verdict) : shortageReason(values, shortage),
    ratio: change.ratio,
    low: shortage === null ? change.low : null,
    high: shortage === null ? change.high : null,
    screen_pairs: values.base.length,
    confirm_pairs: 0,
    confirmed: gated && isChange,
    needed_pairs: shortage?.pairs ?? null,
    p_value: null,
    spread: null,
    floor: null,
    modes: null,
    findings: [],
  };
}

/** Reason why exact values are not sufficient evidence, and the fewest pairs that would be. */
export interface ExactShortage {
  readonly gap: PairEvidenceGap;
  readonly pairs: number;
}

/** Returns why pairs cannot show an apparent verdict; null: they can. A change needs both orders. */
export function findExactShortage(
  seen: Outcome['verdict'],
  values: PairedValues,
): ExactShortage | null {
  const { base, head } = values;
  const isChange = seen === 'regressed' || seen === 'improved';
  const minForChange = isVarying(base, head) ? MIN_VARYING_CHANGE_UNITS : MIN_EXACT_CHANGE_UNITS;
  const minPairs = isChange ? minForChange : MIN_EXACT_UNITS;
  const gap = findPairEvidenceGap(values, base.length, {
    minPairs,
    minOfRarerOrder: isChange ? 1 : 0,
  });
  if (gap === null) return null;
  return { gap, pairs: gap === 'one-order' ? base.length + 1 : minPairs };
}

function shortageReason({ base, head }: PairedValues, { gap, pairs }: ExactShortage): string {
  if (gap === 'one-order') return ONE_ORDER_REASON;
  return isVarying(base, head)
    ? `the value varies between trials, and a difference over fewer than ${pairs} pairs may be due to chance`
    : `fewer than ${pairs} pairs cannot show that the value is constant`;
}

function finalReason(verdict: Outcome['verdict']): string | null {
  return verdict === 'inconclusive'
    ? 'the value should be the same in every trial, but it varies'
    : null;
}
