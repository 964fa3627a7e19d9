import { assertNever } from '../model/assert-never.ts';
import type { HttpScenario, Scenario } from '../model/scenario.ts';

/** How the two units of a pair are measured. */
export type PairPlan =
  /** One unit after the other, each from start to end. */
  | { readonly type: 'back-to-back' }
  /** Both open, blocks in turn. */
  | { readonly type: 'alternating'; readonly blocks: number; readonly blockMs: number };

/** A scenario as a live comparison measures it. */
export interface LivePlan {
  readonly scenario: Scenario;
  readonly plan: PairPlan;
}

/** What a function is warmed up and measured for in one unit, milliseconds. */
const FUNCTION_WARMUP_MS = 150;
const FUNCTION_MEASURE_MS = 200;
/** What a server is warmed up for in one unit, and its loads until its answers are known. */
const LOAD_WARMUP_MS = 150;
const LOAD_BLOCKS = 6;
const LOAD_BLOCK_MS = 40;

/**
 * Many short units say more than few long ones, because what differs from one process to the next
 * is more than what differs within one; docs/verdicts.md says how plans are put side by side. A scenario that asks for shorter
 * stretches than these gets them.
 */
export function livePlan(scenario: Scenario): LivePlan {
  switch (scenario.kind) {
    case 'function':
      return {
        scenario: {
          ...scenario,
          warmupMs: Math.min(scenario.warmupMs, FUNCTION_WARMUP_MS),
          measureMs: Math.min(scenario.measureMs, FUNCTION_MEASURE_MS),
        },
        plan: { type: 'back-to-back' },
      };
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

function planOfLoad({ server, durationMs }: HttpScenario): PairPlan {
  // Two servers cannot listen on the one port that the scenario insists on.
  if (server !== null && server.port !== null) return { type: 'back-to-back' };
  return {
    type: 'alternating',
    blocks: LOAD_BLOCKS,
    blockMs: Math.min(LOAD_BLOCK_MS, durationMs / LOAD_BLOCKS),
  };
}
