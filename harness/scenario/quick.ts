import { assertNever } from '../model/assert-never.ts';
import { FEWEST_SHARING, mayShareProcess } from '../model/scenario/may-share.ts';
import { QUICK_TAG, type Scenario } from '../model/scenario/scenario.ts';
import { FEWEST_TRIALS } from './schema/sampling.ts';

const FUNCTION_MS = 100;
/** Of functions of a suite, which share processes. */
const SHARED_FUNCTION_MS = 20;
const LOAD_MS = 500;
const LOAD_WARMUP_MS = 200;

/** The scenarios with few and short trials: for a first look, not for evidence. */
export function quicken(scenarios: readonly Scenario[]): readonly Scenario[] {
  const sharing = scenarios.filter(mayShareProcess).length;
  const functionMs = sharing < FEWEST_SHARING ? FUNCTION_MS : SHARED_FUNCTION_MS;
  return scenarios.map((one) => quickenOne(one, mayShareProcess(one) ? functionMs : FUNCTION_MS));
}

function quickenOne(scenario: Scenario, functionMs: number): Scenario {
  const trials = { minTrials: FEWEST_TRIALS, maxTrials: FEWEST_TRIALS };
  const quick = {
    tags: [...scenario.tags, QUICK_TAG],
    sampling: { ...scenario.sampling, ...trials },
  };
  switch (scenario.kind) {
    case 'function': {
      const measureMs = Math.min(scenario.measureMs, functionMs);
      const warmupMs = Math.min(scenario.warmupMs, functionMs);
      return { ...scenario, ...quick, measureMs, warmupMs };
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
