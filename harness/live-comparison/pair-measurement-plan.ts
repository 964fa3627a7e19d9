import { assertNever } from '../model/assert-never.ts';
import type { FunctionScenario, HttpScenario, Scenario } from '../model/scenario/scenario.ts';

/** Order in which the two units of a pair are measured. */
export type PairPlan =
  /** One unit after the other. */
  | { readonly type: 'back-to-back' }
  /** Both units open, measured in alternating blocks. */
  | {
      readonly type: 'alternating';
      readonly blocks: number;
      readonly blockMs: number;
      /** Time after which no further round begins, ms: for a first pair, of unknown speed. */
      readonly maxMs?: number;
      /** True if both units are pinned to the same core. */
      readonly isOnOneCore?: boolean;
      /** True if values that a unit reports once, after its last block, are not read. */
      readonly skipsFinalReading?: boolean;
    };

export interface LivePlan {
  readonly scenario: Scenario;
  readonly plan: PairPlan;
}

/** Warm-up and measurement of a function in one unit, milliseconds. */
const FUNCTION_WARMUP_MS = 150;
const FUNCTION_MEASURE_MS = 200;
/** Duration of a block unless a call takes longer, in milliseconds. */
const FUNCTION_BLOCK_MS = 5;
/**
 * Maximum number of rounds: further rounds add less information than another pair. Odd: the side
 * that begins a round has just ended the previous one, and the median over an even number of rounds
 * would retain half of that effect.
 */
const MAX_FUNCTION_ROUNDS = 21;
/** Minimum number of rounds: the median over fewer rounds is no better than a single round. */
const MIN_FUNCTION_ROUNDS = 3;
/** Warm-up of a server in one unit, ms, and its blocks until response times are known. */
const LOAD_WARMUP_MS = 150;
const LOAD_BLOCKS = 6;
const LOAD_BLOCK_MS = 40;
/** Metric that needs a whole unit: only few timers are late, and in few blocks. */
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
      return { scenario: short, plan: planFunction(short, gated) };
    }
    case 'command':
    case 'k6':
    case 'page':
      return { scenario, plan: { type: 'back-to-back' } };
    case 'http':
      return {
        scenario: { ...scenario, warmupMs: Math.min(scenario.warmupMs, LOAD_WARMUP_MS) },
        plan: planLoad(scenario),
      };
    default:
      return assertNever(scenario);
  }
}

/**
 * Plans alternating blocks, so that both blocks of a round have the same machine conditions
 * (docs/decisions/0027); not for vitest benchmarks or rare events.
 */
function planFunction(scenario: FunctionScenario, gated: ReadonlySet<string>): PairPlan {
  const needsWholeUnit = scenario.body.type === 'vitest' || gated.has(LOOP_DELAY);
  if (needsWholeUnit) return { type: 'back-to-back' };
  const plan = planFunctionRounds(scenario, 0);
  const { warmupMs, measureMs } = scenario;
  return plan.type === 'alternating' ? { ...plan, maxMs: 2 * (warmupMs + measureMs) } : plan;
}

/**
 * Plans the rounds of a function. A block has at least one call, so slower calls make blocks longer,
 * then fewer, and finally need the whole unit. @param callMs - 0: unknown.
 */
export function planFunctionRounds({ measureMs }: FunctionScenario, callMs: number): PairPlan {
  const blockMs = Math.max(FUNCTION_BLOCK_MS, callMs);
  const blocks = largestOddUpTo(Math.min(MAX_FUNCTION_ROUNDS, Math.floor(measureMs / blockMs)));
  return blocks < MIN_FUNCTION_ROUNDS
    ? { type: 'back-to-back' }
    : { type: 'alternating', blocks, blockMs, isOnOneCore: true };
}

function largestOddUpTo(count: number): number {
  return count % 2 === 1 ? count : count - 1;
}

function planLoad({ server, durationMs }: HttpScenario): PairPlan {
  // Two servers cannot both listen on the fixed port of the scenario.
  if (server !== null && server.port !== null) return { type: 'back-to-back' };
  return {
    type: 'alternating',
    blocks: LOAD_BLOCKS,
    blockMs: Math.min(LOAD_BLOCK_MS, durationMs / LOAD_BLOCKS),
  };
}
