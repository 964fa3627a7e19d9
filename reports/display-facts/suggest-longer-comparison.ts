import type { Comparison } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { findMetric } from '../../harness/model/metric.ts';
import {
  formatLimitFlags,
  MOST_PAIRS,
} from '../../harness/model/scenario/measurement-limit-flags.ts';
import { LONGEST_MS, parseDuration } from '../../harness/model/scenario/parse-quantity.ts';
import type { NextStep } from '../suggested-next-step.ts';
import type { ComparedMetricFact } from './comparison/compared-metric-display-data.ts';

/** Beginning of a compare command, with its limits: api/compare/reproduce-command.ts. */
const LIMITED = /^perf-harness compare (?:--time (?<time>\S+) )?(?:--max-pairs (?<most>\d+) )?/u;

/**
 * Suggests measuring an inconclusive comparison again with limits that allow a decision, since it
 * would end at the same point with its former limits. null for any other command.
 * @param purposes - Purpose of the step, and its subject if even the maximum of pairs is not
 * enough.
 */
export function suggestLongerComparison(
  again: string,
  open: InconclusiveComparison,
  purposes: { readonly decide: string; readonly what: string },
): NextStep | null {
  const match = LIMITED.exec(again);
  if (match === null) return null;
  const { time, most } = match.groups ?? {};
  const { comparison } = open;
  const { needed_pairs: needed } = comparison;
  const isTimeEnough =
    needed !== null &&
    needed <= DEFAULT_MAX_PAIRS &&
    isEndedByTime(comparison, most === undefined ? DEFAULT_MAX_PAIRS : Number(most));
  const limits = formatLimitFlags({
    timeMs: extendTimeLimit(readTime(time), open),
    pairs: isTimeEnough ? null : MOST_PAIRS,
  });
  const mayDecide = (needed ?? pairsAtEnd(comparison) + 1) <= MOST_PAIRS;
  return {
    purpose: mayDecide
      ? purposes.decide
      : `measure ${purposes.what} with ${MOST_PAIRS} pairs, the maximum (a verdict would need more pairs, a wider --margin or a quieter machine)`,
    command: ['perf-harness compare', ...limits, again.slice(match[0].length)].join(' '),
  };
}

function readTime(word: string | undefined): number | null {
  const timeMs = word === undefined ? null : parseDuration(word);
  return typeof timeMs === 'number' ? timeMs : null;
}

/** Default number of pairs of a stage in a comparison: docs/compare.md. */
export const DEFAULT_MAX_PAIRS = 95;

function pairsAtEnd({ screen_pairs: screen, confirm_pairs: confirm }: Comparison): number {
  return confirm > 0 ? confirm : screen;
}

/**
 * True if more time alone would have added pairs to an inconclusive comparison. Only timed metrics
 * are analyzed up to the last pair.
 */
export function isEndedByTime(comparison: Comparison, most: number): boolean {
  return findMetric(comparison.metric)?.nature === 'timed' && pairsAtEnd(comparison) < most;
}

const MINUTE_MS = 60_000;
/** New time limit after an inconclusive try: at least `leastMs`, or `factor` times the last. */
const LONGER = { leastMs: 20 * MINUTE_MS, factor: 4 } as const;
/** Safety factor: some pairs take longer than the median, and pairs have gaps in between. */
const ROOM = 1.5;

export type InconclusiveComparison = Pick<ComparedMetricFact, 'comparison' | 'pairMs'>;

/**
 * Returns a longer time limit for a measurement that ran out of time, in whole minutes; for a
 * comparison, long enough for the pairs that would decide it.
 * @param hadMs - Former limit; null: the default, which is shorter.
 */
export function extendTimeLimit(
  hadMs: number | null,
  open: InconclusiveComparison | null = null,
): number {
  const pairs = Math.min(open?.comparison.needed_pairs ?? 0, MOST_PAIRS);
  const neededMs = pairs * (open?.pairMs ?? 0) * ROOM;
  const wantedMs = Math.max(LONGER.leastMs, LONGER.factor * (hadMs ?? 0), neededMs);
  return Math.min(LONGEST_MS, Math.ceil(wantedMs / MINUTE_MS) * MINUTE_MS);
}
