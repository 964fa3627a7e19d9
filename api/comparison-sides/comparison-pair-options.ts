import {
  DEFAULT_RULES,
  limitPairsPerStage,
  rulesForConfidence,
} from '../../harness/gate/decide/default-comparison-rules.ts';
import { requestedSeed } from '../../harness/machine/draw-random-seed.ts';
import type { ComparisonRules } from '../../harness/model/documents/comparison-rules.ts';
import { MARGIN } from '../../harness/model/value/number-option-types.ts';
import { DEFAULT_MAX_TIME_MS, MAX_TIME_TYPE } from './comparison-time-and-pair-limits.ts';

/** Rules by which pairs of two sides are measured and judged. */
export interface PairOptions {
  /** Seed of the random order and folder assignment, and of V8. */
  readonly seed: number;
  /** As a ratio, for every metric; null: each metric's own. */
  readonly margin: number | null;
  readonly rules: ComparisonRules;
  /** For each scenario and stage, milliseconds. */
  readonly maxTimeMs: number;
}

/** Pair options as requested through the API. */
interface PairRequest {
  readonly seed?: number;
  readonly margin?: number;
  readonly maxTimeMs?: number;
}

/** @throws UserError for a property that cannot be taken. */
export function validatePairOptions({ seed, margin, maxTimeMs }: PairRequest): PairOptions {
  return {
    seed: requestedSeed(seed),
    margin: margin === undefined ? null : MARGIN.check(margin, 'margin'),
    maxTimeMs:
      maxTimeMs === undefined ? DEFAULT_MAX_TIME_MS : MAX_TIME_TYPE.check(maxTimeMs, 'maxTimeMs'),
    rules: DEFAULT_RULES,
  };
}

/** Returns the rules for a confidence, with a maximum of pairs per stage; null: the default. */
export function buildPairRules(confidence: number, maxPairs: number | null): ComparisonRules {
  const rules =
    confidence === DEFAULT_RULES.confidence ? DEFAULT_RULES : rulesForConfidence(confidence);
  return maxPairs === null ? rules : limitPairsPerStage(rules, maxPairs);
}
