import { z } from 'zod';
import type { Sampling, ScenarioKind } from '../../model/scenario/scenario.ts';
import { closedObject, positiveDuration, share, wholeNumber } from './schema-building-blocks.ts';

/** Sampling settings of a scenario or the config; absent keys take the next lower default. */
export interface SamplingDefaults {
  readonly minTrials?: number;
  readonly maxTrials?: number;
  /** As a ratio: 0.02 for 2 %. */
  readonly precision?: number;
  readonly maxTimeMs?: number;
}

/** Fewer cannot tell a slow first trial from a slow program. */
export const FEWEST_TRIALS = 3;

const DEFAULTS: Sampling = {
  minTrials: 5,
  maxTrials: 30,
  precision: 0.02,
  maxTimeMs: 30_000,
  warmupTrials: 1,
};

/** Kinds whose trials may take minutes: a single trial is permitted, and has no interval. */
const MAY_BE_ONE: readonly ScenarioKind[] = ['k6', 'page'];

/** Returns the minimum number of trials for a kind of scenario; null for any kind. */
export function minimumTrials(kind: ScenarioKind | null): number {
  return kind !== null && MAY_BE_ONE.includes(kind) ? 1 : FEWEST_TRIALS;
}

/** Returns the schema of `trials`: a plain number means exactly that many. */
export function createTrialsSchema(kind: ScenarioKind | null): z.ZodType<SamplingDefaults> {
  const fewest = minimumTrials(kind);
  const count = `a whole number of at least ${fewest}`;
  const isCount = (value: unknown): value is number =>
    typeof value === 'number' && Number.isInteger(value) && value >= fewest;
  const trialsObject = closedObject(`${count}, or an object with min, max, precision and time`, {
    min: wholeNumber(fewest, count).optional(),
    max: wholeNumber(fewest, count).optional(),
    precision: share.optional(),
    time: positiveDuration.optional(),
  });
  return z
    .preprocess((value) => (isCount(value) ? { min: value, max: value } : value), trialsObject)
    .transform(({ min, max, precision, time }, context) => {
      if (min !== undefined && max !== undefined && min > max) {
        const message = `min is ${min} and max is ${max}; min must not exceed max`;
        context.issues.push({ code: 'custom', message, input: min });
      }
      return withoutAbsent({ minTrials: min, maxTrials: max, precision, maxTimeMs: time });
    });
}

function withoutAbsent(values: Readonly<Record<keyof SamplingDefaults, number | undefined>>) {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as SamplingDefaults;
}

/** Fills defaults: built-in below the config's below the scenario's own. */
export function fillSampling(config: SamplingDefaults, own: SamplingDefaults): Sampling {
  const filled = { ...DEFAULTS, ...config, ...own };
  // The bound that is stated closer to the scenario overrides the other.
  const ownMax = own.maxTrials ?? (own.minTrials === undefined ? config.maxTrials : undefined);
  if (filled.minTrials <= filled.maxTrials) return filled;
  return ownMax === undefined
    ? { ...filled, maxTrials: filled.minTrials }
    : { ...filled, minTrials: ownMax };
}
