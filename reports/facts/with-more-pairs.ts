import { limitWords, MOST_PAIRS } from '../../harness/model/scenario/limit-words.ts';
import { parseDuration } from '../../harness/model/scenario/quantity.ts';
import type { NextStep } from '../next-step.ts';
import { endedByTime, pairsAtEnd, USUAL_PAIRS } from './ended-by-time.ts';
import { longerMs, type OpenComparison } from './longer-time.ts';

/** How a comparison begins, with the limits that it had: api/compare/reproduce-command.ts. */
const LIMITED = /^perf-harness compare (?:--time (?<time>\S+) )?(?:--max-pairs (?<most>\d+) )?/u;

/**
 * Measures a comparison again with limits that let it decide what it could not: under those that it
 * had, it would end at the same place. null where it was another command.
 * @param purposes - What it is for, and what it is about where no comparison takes enough pairs.
 */
export function withMorePairs(
  again: string,
  open: OpenComparison,
  purposes: { readonly decide: string; readonly what: string },
): NextStep | null {
  const match = LIMITED.exec(again);
  if (match === null) return null;
  const { time, most } = match.groups ?? {};
  const { comparison } = open;
  const { needed_pairs: needed } = comparison;
  const isTimeEnough =
    needed !== null &&
    needed <= USUAL_PAIRS &&
    endedByTime(comparison, most === undefined ? USUAL_PAIRS : Number(most));
  const limits = limitWords({
    timeMs: longerMs(readTime(time), open),
    pairs: isTimeEnough ? null : MOST_PAIRS,
  });
  const mayDecide = (needed ?? pairsAtEnd(comparison) + 1) <= MOST_PAIRS;
  return {
    purpose: mayDecide
      ? purposes.decide
      : `measure ${purposes.what} with ${MOST_PAIRS} pairs, the most there are (deciding it takes more, a wider --margin or a quieter machine)`,
    command: ['perf-harness compare', ...limits, again.slice(match[0].length)].join(' '),
  };
}

function readTime(word: string | undefined): number | null {
  const timeMs = word === undefined ? null : parseDuration(word);
  return typeof timeMs === 'number' ? timeMs : null;
}
