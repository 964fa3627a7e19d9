import { assertNever } from '../model/assert-never.ts';
import { QUICK_TAG, type Scenario } from '../model/scenario/scenario.ts';
import { FEWEST_TRIALS } from './schema/sampling.ts';

const FUNCTION_MS = 100;
const LOAD_MS = 500;
const LOAD_WARMUP_MS = 200;

/** The scenario with few and short trials: for a first look, not for evidence. */
export function quicken(scenario: Scenario): Scenario {
  const trials = { minTrials: FEWEST_TRIALS, maxTrials: FEWEST_TRIALS };
  const quick = {
    tags: [...scenario.tags, QUICK_TAG],
    sampling: { ...scenario.sampling, ...trials },
  };
  switch (scenario.kind) {
    case 'function': {
      const measureMs = Math.min(scenario.measureMs, FUNCTION_MS);
      return {
        ...scenario,
        ...quick,
        measureMs,
        warmupMs: Math.min(scenario.warmupMs, FUNCTION_MS),
      };
    }
    case 'command':
    case 'k6':
    case 'page':
      return { ...scenario, ...quick };
    case 'http': {
      const durationMs = Math.min(scenario.durationMs, LOAD_MS);
      return {
        ...scenario,
        ...quick,
        durationMs,
        warmupMs: Math.min(scenario.warmupMs, LOAD_WARMUP_MS),
      };
    }
    default:
      return assertNever(scenario);
  }
}
