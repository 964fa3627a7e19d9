import type { ComparisonFact } from '../facts/comparison/comparison-fact.ts';
import { factLine } from './fact-line.ts';

/** One comparison in numbers, and why it came out so in words. */
export function compareLine(fact: ComparisonFact): string {
  const { scenario, metric, explanation, modes, comparison: one } = fact;
  const reason = one.verdict === 'incomparable' ? (one.reason ?? '') : '';
  const why = [reason, explanation, modes];
  return factLine('compare', {
    scenario,
    metric,
    verdict: one.verdict,
    direction: one.direction,
    ratio: one.ratio,
    low: one.low,
    high: one.high,
    base: one.base,
    head: one.head,
    unit: one.unit,
    pairs: one.pairs,
    margin: one.margin,
    confirmed: one.confirmed,
    needed_pairs: one.needed_pairs,
    why: why.filter((part) => part !== '').join('; ') || null,
    gated: one.gated,
    screen_pairs: one.screen_pairs === 0 ? null : one.screen_pairs,
    confirm_pairs: one.confirm_pairs === 0 ? null : one.confirm_pairs,
    floor: one.floor,
  });
}
