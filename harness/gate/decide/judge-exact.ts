import { EXACT_UNITS, exactChange } from '../exact-change.ts';
import { judgeChange } from '../judge-change.ts';
import type { MetricEvidence } from './metric-evidence.ts';
import { firstPairs, type Outcome } from './outcome.ts';

/** A number without noise: any difference is a change, unless a side disagrees with itself. */
export function judgeExact({ screen, margin, better, gated }: MetricEvidence): Outcome {
  const values = firstPairs(screen, screen.base.length);
  const change = exactChange(values.base, values.head);
  const { verdict: seen, direction } = judgeChange(change, margin, better);
  const isEnough = values.base.length >= EXACT_UNITS;
  const verdict = isEnough ? seen : 'inconclusive';
  const isChange = verdict === 'regressed' || verdict === 'improved';
  return {
    values,
    verdict,
    direction,
    reason: reasonOf(verdict, isEnough),
    ratio: change.ratio,
    low: change.low,
    high: change.high,
    screen_pairs: values.base.length,
    confirm_pairs: 0,
    confirmed: gated && isChange,
    needed_pairs: isEnough ? null : EXACT_UNITS,
    p_value: null,
    spread: null,
    floor: null,
    modes: null,
    findings: [],
  };
}

function reasonOf(verdict: Outcome['verdict'], isEnough: boolean): string | null {
  if (!isEnough) return `fewer than ${EXACT_UNITS} pairs do not show that it is always the same`;
  return verdict === 'inconclusive' ? 'it should be the same in every unit, and is not' : null;
}
