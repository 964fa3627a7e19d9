import { assertNever } from '../model/assert-never.ts';
import type { FunctionScenario, HttpScenario, Scenario } from '../model/scenario/scenario.ts';

/** Order in which the two units of a pair are measured. */
export type PairPlan =
  /** One unit after the other, each from start to end. */
  | { readonly type: 'back-to-back' }
  /** Both units open, with alternating blocks. */
  | {
      readonly type: 'alternating';
      readonly blocks: number;
      readonly blockMs: number;
      /** Time, ms, after which no round begins: for a first pair, whose speed is unknown. */
      readonly mostMs?: number;
      /** True if both units are pinned to one core while they alternate. */
      readonly isOnOneCore?: boolean;
      /** True if the units run only their blocks. */
      readonly isBrief?: boolean;
    };

/** A scenario as a live comparison measures it. */
export interface LivePlan {
  readonly scenario: Scenario;
  readonly plan: PairPlan;
}

/** Warm-up and measurement of a function in one unit, milliseconds. */
const FUNCTION_WARMUP_MS = 150;
const FUNCTION_MEASURE_MS = 200;
/** Length of a block before the other side's turn, in milliseconds. */
const FUNCTION_BLOCK_MS = 5;
/**
 * Maximum number of rounds: further rounds add less information than another pair. Odd: with
 * alternating order, the side that begins a round has just ended the previous round, and the median
 * over an even number would retain half of that effect.
 */
const MOST_FUNCTION_ROUNDS = 21;
/** Minimum number of rounds: the median over fewer rounds is no better than a single round. */
const LEAST_FUNCTION_ROUNDS = 3;
/** Warm-up of a server per unit, ms, and its loads until response times are known. */
const LOAD_WARMUP_MS = 150;
const LOAD_BLOCKS = 6;
const LOAD_BLOCK_MS = 40;
/** Timers that are late are few, and in few blocks. */
const LOOP_DELAY = 'event_loop_delay.p99';

/**
 * Returns the plan of a live comparison. Many short units are more informative than few long units,
 * since the variance between processes exceeds the variance within one; docs/verdicts.md shows how
 * plans are compared. A scenario may request still shorter durations.
 */
export function createLivePlan(scenario: Scenario, gated: ReadonlySet<string>): LivePlan {
  switch (scenario.kind) {
    case 'function': {
      const measureMs = Math.min(scenario.measureMs, FUNCTION_MEASURE_MS);
      const warmupMs = Math.min(scenario.warmupMs, FUNCTION_WARMUP_MS);
      const short = { ...scenario, warmupMs, measureMs };
      return { scenario: short, plan: planOfFunction(short, gated) };
    }
    case 'command':
    case 'k6':
    case 'page':
      return { scenario, plan: { type: 'back-to-back' } };
    case 'http':
      return {
        scenario: { ...scenario, warmupMs: Math.min(scenario.warmupMs, LOAD_WARMUP_MS) },
        plan: planOfLoad(scenario),
      };
    default:
      return assertNever(scenario);
  }
}

/**
 * Alternates, so that both blocks of a round have the same machine conditions
 * (docs/decisions/0027); not for vitest or rare work.
 */
function planOfFunction(scenario: FunctionScenario, gated: ReadonlySet<string>): PairPlan {
  const needsLong = scenario.body.type === 'vitest' || gated.has(LOOP_DELAY);
  if (needsLong) return { type: 'back-to-back' };
  const plan = planFunctionRounds(scenario, 0);
  const { warmupMs, measureMs } = scenario;
  return plan.type === 'alternating' ? { ...plan, mostMs: 2 * (warmupMs + measureMs) } : plan;
}

/**
 * Plans the rounds of a function. A block has at least one call, so slower calls lead to longer
 * blocks, then fewer blocks, then the whole unit. @param callMs - 0: unknown.
 */
export function planFunctionRounds({ measureMs }: FunctionScenario, callMs: number): PairPlan {
  const blockMs = Math.max(FUNCTION_BLOCK_MS, callMs);
  const blocks = odd(Math.min(MOST_FUNCTION_ROUNDS, Math.floor(measureMs / blockMs)));
  return blocks < LEAST_FUNCTION_ROUNDS
    ? { type: 'back-to-back' }
    : { type: 'alternating', blocks, blockMs, isOnOneCore: true };
}

function odd(count: number): number {
  return count % 2 === 1 ? count : count - 1;
}

function planOfLoad({ server, durationMs }: HttpScenario): PairPlan {
  // Two servers cannot both listen on the fixed port of the scenario.
  if (server !== null && server.port !== null) return { type: 'back-to-back' };
  return {
    type: 'alternating',
    blocks: LOAD_BLOCKS,
    blockMs: Math.min(LOAD_BLOCK_MS, durationMs / LOAD_BLOCKS),
  };
}
