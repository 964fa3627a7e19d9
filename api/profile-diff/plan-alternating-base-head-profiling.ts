import { assertNever } from '../../harness/model/assert-never.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';

/** Schedule for measuring the two trials of a profiled pair. */
export type ProfiledPairSchedule =
  /** One trial after the other, each from start to end. */
  | { readonly type: 'back-to-back' }
  /** Alternating turns; the first turn is a warmup that does not count. */
  | AlternatingSchedule;

export interface AlternatingSchedule {
  readonly type: 'turns';
  readonly rounds: number;
  readonly turnMs: number;
  /** True: one trial's turns all precede the opening of the other, if trials would interfere. */
  readonly isApart: boolean;
}

/** True if both trials of a pair are open at the same time. */
export function isConcurrentSchedule(plan: ProfiledPairSchedule): plan is AlternatingSchedule {
  return plan.type === 'turns' && !plan.isApart;
}

/** Warmup and profiled rounds of a function in one trial, milliseconds. */
const FUNCTION_WARMUP_MS = 150;
const FUNCTION_ROUNDS = 16;
const FUNCTION_TURN_MS = 40;
/** Warmup and profiled rounds of a server in one trial, milliseconds. */
const LOAD_WARMUP_MS = 300;
const LOAD_ROUNDS = 12;
const LOAD_TURN_MS = 60;

/**
 * Plans short turns, so that both trials of a pair meet the same machine conditions: a gain in one
 * function is smaller than the fluctuation of the total on a busy machine.
 */
export function scheduleProfiledPair(scenario: Scenario): {
  readonly scenario: Scenario;
  readonly plan: ProfiledPairSchedule;
} {
  switch (scenario.kind) {
    case 'function':
      // vitest runs all its benchmarks together.
      if (scenario.body.type === 'vitest') return { scenario, plan: { type: 'back-to-back' } };
      return {
        scenario: { ...scenario, warmupMs: Math.min(scenario.warmupMs, FUNCTION_WARMUP_MS) },
        plan: { type: 'turns', rounds: FUNCTION_ROUNDS, turnMs: FUNCTION_TURN_MS, isApart: false },
      };
    case 'http': {
      // Two servers cannot listen on the one port that the scenario requires.
      const isOnePort = scenario.server !== null && scenario.server.port !== null;
      return {
        scenario: { ...scenario, warmupMs: Math.min(scenario.warmupMs, LOAD_WARMUP_MS) },
        plan: { type: 'turns', rounds: LOAD_ROUNDS, turnMs: LOAD_TURN_MS, isApart: isOnePort },
      };
    }
    case 'command':
    case 'k6':
    case 'page':
      return { scenario, plan: { type: 'back-to-back' } };
    default:
      return assertNever(scenario);
  }
}
