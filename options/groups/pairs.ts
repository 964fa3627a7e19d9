import { DEFAULT_RULES, limitLooks } from '../../harness/gate/decide/rules.ts';
import { rulesFor } from '../../harness/gate/rules-for.ts';
import type { ComparisonRules } from '../../harness/model/documents/comparison-rules.ts';
import { MOST_PAIRS } from '../../harness/model/scenario/limit-words.ts';
import { readConfidence } from '../values/confidence.ts';
import { checkMargin, readMargin } from '../values/margin.ts';
import { checkSeed, readSeed } from '../values/seed.ts';
import { checkMaxTime, readTime } from '../values/time.ts';
import { readWholeNumber } from '../values/whole-number.ts';

/** How pairs of two sides are measured and judged. */
export interface PairOptions {
  /** Coins, order and V8 seeds come from it. */
  readonly seed: number;
  /** As a ratio, for every metric; null: each metric's own. */
  readonly margin: number | null;
  readonly rules: ComparisonRules;
  /** For each scenario and stage, milliseconds. */
  readonly maxTimeMs: number;
}

/** As a command line says it. */
export interface PairWords {
  readonly seed?: string;
  readonly margin?: string;
  readonly confidence?: string;
  readonly time?: string;
  readonly maxPairs?: string;
}

/** As a program says it. */
export interface PairRequest {
  readonly seed?: number;
  readonly margin?: number;
  readonly maxTimeMs?: number;
}

/** Of each scenario and stage, where nobody says otherwise. */
export const MAX_TIME_MS = 300_000;
/** The first look at fresh pairs. */
const FEWEST_PAIRS = 8;

/** @throws UserError for a word that cannot be taken. */
export function readPairs({ seed, margin, confidence, time, maxPairs }: PairWords): PairOptions {
  const rules = confidence === undefined ? DEFAULT_RULES : rulesFor(readConfidence(confidence));
  return {
    seed: readSeed(seed),
    margin: margin === undefined ? null : readMargin(margin),
    maxTimeMs: time === undefined ? MAX_TIME_MS : readPairTime(time),
    rules: maxPairs === undefined ? rules : limitLooks(rules, readMaxPairs(maxPairs)),
  };
}

/** @throws UserError for a property that cannot be taken. */
export function checkPairs({ seed, margin, maxTimeMs }: PairRequest): PairOptions {
  return {
    seed: checkSeed(seed),
    margin: margin === undefined ? null : checkMargin(margin),
    maxTimeMs: maxTimeMs === undefined ? MAX_TIME_MS : checkMaxTime(maxTimeMs),
    rules: DEFAULT_RULES,
  };
}

/** `--time` of each scenario. @throws UserError */
export function readPairTime(text: string): number {
  return readTime(text, 'a duration for each scenario, such as 60s');
}

/** `--max-pairs` of a stage. @throws UserError */
export function readMaxPairs(text: string): number {
  const takes = `a whole number from ${FEWEST_PAIRS} to ${MOST_PAIRS}`;
  const bounds = { from: FEWEST_PAIRS, to: MOST_PAIRS };
  return readWholeNumber(text, { option: '--max-pairs', takes, ...bounds });
}
