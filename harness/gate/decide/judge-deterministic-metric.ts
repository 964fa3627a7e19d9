import {
  EXACT_CHANGE_UNITS,
  EXACT_UNITS,
  exactChange,
  isVarying,
  judgeMetricChange,
  VARYING_UNITS,
} from '../judge-change-interval-against-margin.ts';
import {
  findPairEvidenceGap,
  ONE_ORDER_REASON,
  type PairEvidenceGap,
} from './check-pair-count-and-order-balance.ts';
import {
  firstPairs,
  type MetricEvidence,
  type Outcome,
  type PairedValues,
} from './paired-metric-evidence.ts';

/**
 * Judges an exact metric: any difference is a change. If the values of one side differ among
 * themselves, more units are needed.
 */
export function judgeExactMetric({ screen, margin, better, gated }: MetricEvidence): Outcome {
  const values = firstPairs(screen, screen.base.length);
  const change = exactChange(values.base, values.head);
  const { verdict: seen, direction } = judgeMetricChange(change, margin, better);
  const shortage = findExactShortage(seen, values);
  const verdict = shortage === null ? seen : 'inconclusive';
  const isChange = verdict === 'regressed' || verdict === 'improved';
  return {
    values,
    verdict,
    direction,
    reason: shortage === null ? settledReason(verdict) : openReason(values, shortage),
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
  readonly because: PairEvidenceGap;
  readonly pairs: number;
}

/**
 * Returns what the pairs lack as evidence for an apparent verdict; null where nothing is lacking. A
 * change takes both orders.
 */
export function findExactShortage(
  seen: Outcome['verdict'],
  values: PairedValues,
): ExactShortage | null {
  const { base, head } = values;
  const isChange = seen === 'regressed' || seen === 'improved';
  const ofChange = isVarying(base, head) ? VARYING_UNITS : EXACT_CHANGE_UNITS;
  const fewest = isChange ? ofChange : EXACT_UNITS;
  const because = findPairEvidenceGap(values, base.length, { fewest, ofRarer: isChange ? 1 : 0 });
  if (because === null) return null;
  return { because, pairs: because === 'one-order' ? base.length + 1 : fewest };
}

function openReason({ base, head }: PairedValues, { because, pairs }: ExactShortage): string {
  if (because === 'one-order') return ONE_ORDER_REASON;
  return isVarying(base, head)
    ? `the value varies between trials, and a difference over fewer than ${pairs} pairs may be due to chance`
    : `fewer than ${pairs} pairs cannot show that the value is constant`;
}

function settledReason(verdict: Outcome['verdict']): string | null {
  return verdict === 'inconclusive'
    ? 'the value should be the same in every trial, but it varies'
    : null;
}
