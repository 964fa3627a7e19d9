import { assertNever } from '../model/assert-never.ts';
import { FEWEST_SHARING, mayShareProcess } from '../model/scenario/may-share.ts';
import { QUICK_TAG, type Scenario } from '../model/scenario/scenario.ts';
import { FEWEST_TRIALS } from './schema/sampling.ts';

const FUNCTION_MS = 100;
/** Of functions of a suite, which share processes: fifty of them take some ten seconds. */
const SHARED_FUNCTION_MS = 15;
const LOAD_MS = 500;
const LOAD_WARMUP_MS = 200;

/** The scenarios with few and short trials: for a first look, not for evidence. */
export function quicken(scenarios: readonly Scenario[]): readonly Scenario[] {
  const sharing = scenarios.filter(mayShareProcess).length;
  return scenarios.map((one) => quickenOne(one, sharing >= FEWEST_SHARING && mayShareProcess(one)));
}

function quickenOne(scenario: Scenario, isShared: boolean): Scenario {
  // The first of a process that many share is as warm as the others: what they load is loaded by then.
  const warmup = isShared ? { warmupTrials: 0 } : {};
  const trials = { minTrials: FEWEST_TRIALS, maxTrials: FEWEST_TRIALS, ...warmup };
  const functionMs = isShared ? SHARED_FUNCTION_MS : FUNCTION_MS;
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
