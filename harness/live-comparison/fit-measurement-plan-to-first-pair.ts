import { minimumResponses } from '../model/response-time-percentiles.ts';
import type { FunctionScenario, HttpScenario, Scenario } from '../model/scenario/scenario.ts';
import { completedTrialBlocks, type Trial } from '../model/trial.ts';
import type { TrialPair } from './measure-trial-pair.ts';
import { type PairPlan, planFunctionRounds } from './pair-measurement-plan.ts';

/** Duration of the load in one unit, in milliseconds, unless responses or percentiles need more. */
const LOAD_MS_PER_UNIT = 800;
/** Maximum number of rounds: further rounds add less information than another pair. */
const MAX_ROUNDS = 60;
/** Minimum duration of a block: in shorter ones, starting and ending the load dominates. */
const MIN_BLOCK_MS = 10;
const MAX_BLOCK_MS = 400;
/** Minimum number of rounds: the median over fewer rounds is no better than a single round. */
const MIN_ROUNDS = 6;
/** Average number of responses per connection in a block of the closed model. */
const RESPONSES_PER_BLOCK = 3;
/** Number of requests sent in a block of the open model. */
const REQUESTS_PER_BLOCK = 10;
/** Reserve of load, since later pairs may have fewer responses than the first. */
const RESPONSE_SAFETY_FACTOR = 1.2;

/**
 * Plans the rounds of later pairs from the first pair: as short as calls and responses allow, since
 * the closer the two blocks of a round are in time, the more alike are the machine's conditions
 * (docs/decisions/0026 and 0027).
 * @param judged - Metrics that the pairs must have a value of.
 */
export function fitPairMeasurementPlan(
  plan: PairPlan,
  scenario: Scenario,
  firstPair: TrialPair,
  judged: ReadonlySet<string>,
): PairPlan {
  if (plan.type !== 'alternating') return plan;
  switch (scenario.kind) {
    case 'http':
      return fitLoad(scenario, firstPair, judged);
    case 'function':
      return hasOpenConnections(firstPair) ? BACK_TO_BACK : fitFunction(scenario, firstPair);
    default:
      return plan;
  }
}

/**
 * Plans alternating rounds; units are pinned to one core only if the function starts no threads or
 * processes, which one core would slow down.
 */
function fitFunction(scenario: FunctionScenario, firstPair: TrialPair): PairPlan {
  const plan = planFunctionRounds(scenario, meanCallMs(firstPair));
  if (plan.type !== 'alternating' || !startsThreadsOrProcesses(firstPair)) return plan;
  return { ...plan, isOnOneCore: false };
}

const BACK_TO_BACK = { type: 'back-to-back' } as const;

/**
 * Returns the mean duration of a call with its hooks, of which blocks consist. Each side is averaged
 * by itself, since the faster one has made many more calls: so both units together take their
 * allotted time.
 */
function meanCallMs({ a, b }: TrialPair): number {
  return (meanCallMsOfSide(a) + meanCallMsOfSide(b)) / 2;
}

function meanCallMsOfSide(trial: Trial): number {
  let totalMs = 0;
  let calls = 0;
  for (const { stretch, operations, durationMs } of completedTrialBlocks(trial)) {
    totalMs += stretch === undefined ? durationMs : stretch.toMs - stretch.fromMs;
    calls += operations;
  }
  return totalMs / Math.max(1, calls);
}

function fitLoad(
  scenario: HttpScenario,
  firstPair: TrialPair,
  judged: ReadonlySet<string>,
): PairPlan {
  const { load, durationMs } = scenario;
  const typicalMs = Math.max(...valuesOfBothSides(firstPair, 'latency.p50'), 0);
  const spacingMs = load.type === 'open' ? 1_000 / load.rate : 0;
  // Never longer than the scenario requests.
  const neededMs = Math.min(durationMs, loadMsForPercentiles(scenario, firstPair, judged));
  const wantedBlockMs = Math.max(
    MIN_BLOCK_MS,
    RESPONSES_PER_BLOCK * typicalMs,
    REQUESTS_PER_BLOCK * spacingMs,
    neededMs / MAX_ROUNDS,
  );
  const maxBlockMs = Math.min(MAX_BLOCK_MS, durationMs / MIN_ROUNDS);
  const blockMs = roundUpToRequest(Math.min(wantedBlockMs, maxBlockMs), spacingMs);
  const totalMs = Math.min(durationMs, Math.max(LOAD_MS_PER_UNIT, neededMs));
  return {
    type: 'alternating',
    blocks: Math.min(MAX_ROUNDS, Math.max(MIN_ROUNDS, Math.ceil(totalMs / blockMs))),
    blockMs,
  };
}

/** Returns the duration of the load that every judged percentile needs, milliseconds. */
function loadMsForPercentiles(
  { load }: HttpScenario,
  firstPair: TrialPair,
  judged: ReadonlySet<string>,
): number {
  const responses = Math.max(0, ...[...judged].map(minimumResponses));
  const rates = load.type === 'open' ? [load.rate] : valuesOfBothSides(firstPair, 'throughput');
  const rate = Math.min(...rates);
  // Infinite if no unit of the pair has a throughput.
  return Number.isFinite(rate) ? (responses / rate) * RESPONSE_SAFETY_FACTOR * 1_000 : 0;
}

/** Rounds a block up to the next request of the open model, unless it is shorter than the spacing. */
function roundUpToRequest(blockMs: number, spacingMs: number): number {
  const isRounded = spacingMs > 0 && spacingMs <= blockMs;
  return isRounded ? Math.ceil(blockMs / spacingMs) * spacingMs : blockMs;
}

function valuesOfBothSides({ a, b }: TrialPair, metric: string): readonly number[] {
  return [a, b].flatMap((trial) =>
    trial.state === 'completed' ? (trial.measurements[metric] ?? []) : [],
  );
}

/** True if a unit keeps a server or connection open, so that both might measure the same server. */
export function hasOpenConnections(trials: TrialPair): boolean {
  return hasNote(trials, 'holds_more');
}

/** True if a unit starts threads or processes; if it is pinned to a core, they are too. */
export function startsThreadsOrProcesses(trials: TrialPair): boolean {
  return hasNote(trials, 'starts_more');
}

/** True if a unit leaves state in its process that slows or changes later scenarios. */
export function contaminatesProcess(trials: TrialPair): boolean {
  return hasNote(trials, 'changes_globals') || hasNote(trials, 'much_memory');
}

function hasNote({ a, b }: TrialPair, note: string): boolean {
  return [a, b].some((trial) =>
    completedTrialBlocks(trial).some(({ notes }) => notes?.[note] === true),
  );
}
