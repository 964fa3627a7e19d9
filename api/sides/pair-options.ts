import { DEFAULT_RULES, limitPairsPerStage } from '../../harness/gate/decide/default-rules.ts';
import { rulesForConfidence } from '../../harness/gate/rules-for-confidence.ts';
import { requestedSeed } from '../../harness/machine/draw-seed.ts';
import type { ComparisonRules } from '../../harness/model/documents/comparison-rules.ts';
import { MARGIN } from '../../harness/model/value/number-type.ts';
import { DEFAULT_MAX_TIME_MS, MAX_TIME_TYPE } from './pair-limits.ts';

/** Rules by which pairs of two sides are measured and judged. */
export interface PairOptions {
  /** Coins, order and V8 seeds come from it. */
  readonly seed: number;
  /** As a ratio, for every metric; null: each metric's own. */
  readonly margin: number | null;
  readonly rules: ComparisonRules;
  /** For each scenario and stage, milliseconds. */
  readonly maxTimeMs: number;
}

/** As a program says it. */
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

/** Rules at a confidence, with at most so many pairs of a stage; null: as many as usual. */
export function buildPairRules(confidence: number, maxPairs: number | null): ComparisonRules {
  const rules =
    confidence === DEFAULT_RULES.confidence ? DEFAULT_RULES : rulesForConfidence(confidence);
  return maxPairs === null ? rules : limitPairsPerStage(rules, maxPairs);
}
