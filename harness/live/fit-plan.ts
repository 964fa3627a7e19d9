import type { Scenario } from '../model/scenario.ts';
import type { PairOfTrials } from './measure-pair.ts';
import type { PairPlan } from './pair-plan.ts';

/** Load that a server gets in one unit, milliseconds, where its answers do not need more. */
const LOAD_MS = 800;
/** More rounds than these say less than another pair does. */
const MOST_ROUNDS = 60;
/** Shorter blocks are mostly their own beginning and end, milliseconds. */
const SHORTEST_MS = 10;
const LONGEST_MS = 400;
/** The median over fewer rounds is no better than one of them. */
const LEAST_ROUNDS = 6;
/** In a block every connection gets so many answers in the middle. */
const ANSWERS = 3;
/** In a block of the open model so many requests are sent. */
const REQUESTS = 10;

/**
 * The rounds of later pairs, by what the first pair has shown: as short as the answers of the server
 * allow, because the closer the two blocks of a round lie together, the more alike is the machine
 * that they meet (docs/decisions/0026).
 */
export function fitPlan(plan: PairPlan, scenario: Scenario, { a, b }: PairOfTrials): PairPlan {
  if (plan.type !== 'alternating' || scenario.kind !== 'http') return plan;
  const typicalMs = Math.max(
    ...[a, b].map((trial) =>
      trial.state === 'completed' ? (trial.measurements['latency.p50'] ?? 0) : 0,
    ),
  );
  const { load, durationMs } = scenario;
  const spacingMs = load.type === 'open' ? (REQUESTS / load.rate) * 1_000 : 0;
  const wantedMs = Math.max(SHORTEST_MS, ANSWERS * typicalMs, spacingMs);
  // Whoever asks for a shorter load gets it.
  const totalMs = Math.min(LOAD_MS, durationMs);
  const blockMs = Math.min(wantedMs, LONGEST_MS, durationMs / LEAST_ROUNDS);
  return {
    type: 'alternating',
    blocks: Math.min(MOST_ROUNDS, Math.max(LEAST_ROUNDS, Math.round(totalMs / blockMs))),
    blockMs,
  };
}
