import {
  EXACT_CHANGE_UNITS,
  EXACT_UNITS,
  exactChange,
  isVarying,
  VARYING_UNITS,
} from '../exact-change.ts';
import { judgeChange } from '../judge-change.ts';
import type { MetricEvidence, PairedValues } from './metric-evidence.ts';
import { firstPairs, type Outcome } from './outcome.ts';
import { ONE_ORDER, rarerOrder } from './rarer-order.ts';

/**
 * A number without noise: any difference is a change. Where a side disagrees with itself it has noise, and
 * a change takes more units, so that it is no accident of a few.
 */
export function judgeExact({ screen, margin, better, gated }: MetricEvidence): Outcome {
  const values = firstPairs(screen, screen.base.length);
  const change = exactChange(values.base, values.head);
  const { verdict: seen, direction } = judgeChange(change, margin, better);
  const fewest = fewestUnits(seen, values);
  const isEnough = values.base.length >= fewest;
  const verdict = isEnough ? seen : 'inconclusive';
  const isChange = verdict === 'regressed' || verdict === 'improved';
  return {
    values,
    verdict,
    direction,
    reason: isEnough ? settledReason(verdict) : openReason(values, fewest),
    ratio: change.ratio,
    low: change.low,
    high: change.high,
    screen_pairs: values.base.length,
    confirm_pairs: 0,
    confirmed: gated && isChange,
    needed_pairs: isEnough ? null : fewest,
    p_value: null,
    spread: null,
    floor: null,
    modes: null,
    findings: [],
  };
}

/** How many pairs it takes to believe what they seem to say: of a change, of both orders. */
export function fewestUnits(seen: Outcome['verdict'], values: PairedValues): number {
  if (seen !== 'regressed' && seen !== 'improved') return EXACT_UNITS;
  const { base, head } = values;
  const fewest = isVarying(base, head) ? VARYING_UNITS : EXACT_CHANGE_UNITS;
  return rarerOrder(values, base.length) > 0 ? fewest : Math.max(fewest, base.length + 1);
}

function openReason(values: PairedValues, fewest: number): string {
  const { base, head } = values;
  if (rarerOrder(values, base.length) === 0 && base.length + 1 === fewest) return ONE_ORDER;
  return isVarying(base, head)
    ? `it is not the same in every unit, and fewer than ${fewest} pairs may lie apart by chance`
    : `fewer than ${fewest} pairs do not show that it is always the same`;
}

function settledReason(verdict: Outcome['verdict']): string | null {
  return verdict === 'inconclusive' ? 'it should be the same in every unit, and is not' : null;
}
