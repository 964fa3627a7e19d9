import { completedTrialBlocks } from '../model/measurement-blocks-of-completed-trial.ts';
import { minimumResponses } from '../model/response-time-percentiles.ts';
import type { FunctionScenario, HttpScenario, Scenario } from '../model/scenario/scenario.ts';
import type { Block } from '../model/trial.ts';
import type { TrialPair } from './measure-trial-pair.ts';
import { type PairPlan, planFunctionRounds } from './pair-measurement-plan.ts';

/** Duration of the load in one unit, in milliseconds, unless responses or percentiles need more. */
const LOAD_MS = 800;
/** Maximum number of rounds: further rounds add less information than another pair. */
const MOST_ROUNDS = 60;
/** Shorter blocks are mostly their own beginning and end, milliseconds. */
const SHORTEST_MS = 10;
const LONGEST_MS = 400;
/** Minimum number of rounds: the median over fewer rounds is no better than a single round. */
const LEAST_ROUNDS = 6;
/** Average number of responses per connection in a block. */
const ANSWERS = 3;
/** Number of requests sent in a block of the open model. */
const REQUESTS = 10;
/** Safety factor: blocks have whole numbers of responses, not all as many as the first pair's. */
const SPARE_ANSWERS = 1.2;

/**
 * Plans the rounds of later pairs from the first pair: as short as calls and responses allow, since
 * the closer the two blocks of a round are in time, the more alike are the machine's conditions
 * (docs/decisions/0026 and 0027).
 * @param judged - Metrics that the pairs must have a value of.
 */
export function fitPairMeasurementPlan(
  plan: PairPlan,
  scenario: Scenario,
  shown: TrialPair,
  judged: ReadonlySet<string>,
): PairPlan {
  if (plan.type !== 'alternating') return plan;
  switch (scenario.kind) {
    case 'http':
      return fitLoad(scenario, shown, judged);
    case 'function':
      return hasOpenConnections(shown) ? BACK_TO_BACK : turnsOf(scenario, shown);
    default:
      return plan;
  }
}

/**
 * Plans alternating rounds; units are pinned to one core only if the function starts no threads or
 * processes, which one core would slow down.
 */
function turnsOf(scenario: FunctionScenario, shown: TrialPair): PairPlan {
  const plan = planFunctionRounds(scenario, callMs(shown));
  if (plan.type !== 'alternating' || !startsThreadsOrProcesses(shown)) return plan;
  return { ...plan, isOnOneCore: false };
}

const BACK_TO_BACK = { type: 'back-to-back' } as const;

/**
 * Returns the time of a call with its hooks, since blocks consist of whole calls. The mean of both
 * sides, each averaged by itself, since the fast side has made many more calls: so both units
 * together take their allotted time.
 */
function callMs({ a, b }: TrialPair): number {
  return (callMsOf(completedTrialBlocks(a)) + callMsOf(completedTrialBlocks(b))) / 2;
}

function callMsOf(blocks: readonly Block[]): number {
  let tookMs = 0;
  let calls = 0;
  for (const { stretch, operations, durationMs } of blocks) {
    tookMs += stretch === undefined ? durationMs : stretch.toMs - stretch.fromMs;
    calls += operations;
  }
  return tookMs / Math.max(1, calls);
}

function fitLoad(scenario: HttpScenario, shown: TrialPair, judged: ReadonlySet<string>): PairPlan {
  const { load, durationMs } = scenario;
  const typicalMs = Math.max(...ofBoth(shown, 'latency.p50'), 0);
  const spacingMs = load.type === 'open' ? 1_000 / load.rate : 0;
  // A shorter load is used where the scenario requests it.
  const neededMs = Math.min(durationMs, timeForPercentiles(scenario, shown, judged));
  const wantedMs = Math.max(
    SHORTEST_MS,
    ANSWERS * typicalMs,
    REQUESTS * spacingMs,
    neededMs / MOST_ROUNDS,
  );
  const longestMs = Math.min(LONGEST_MS, durationMs / LEAST_ROUNDS);
  const blockMs = wholeSteps(Math.min(wantedMs, longestMs), spacingMs);
  const totalMs = Math.min(durationMs, Math.max(LOAD_MS, neededMs));
  return {
    type: 'alternating',
    blocks: Math.min(MOST_ROUNDS, Math.max(LEAST_ROUNDS, Math.ceil(totalMs / blockMs))),
    blockMs,
  };
}

/** Returns the duration of the load that every judged percentile needs, milliseconds. */
function timeForPercentiles(
  { load }: HttpScenario,
  shown: TrialPair,
  judged: ReadonlySet<string>,
): number {
  const answers = Math.max(0, ...[...judged].map(minimumResponses));
  const rate = load.type === 'open' ? load.rate : Math.min(...ofBoth(shown, 'throughput'));
  // The rate of a failed pair is not known.
  return Number.isFinite(rate) ? (answers / rate) * SPARE_ANSWERS * 1_000 : 0;
}

/** Rounds a block up to the open model's next request; blocks shorter than a step stay as is. */
function wholeSteps(blockMs: number, spacingMs: number): number {
  const hasStep = spacingMs > 0 && spacingMs <= blockMs;
  return hasStep ? Math.ceil(blockMs / spacingMs) * spacingMs : blockMs;
}

/** Returns the values of a metric on either side. */
function ofBoth({ a, b }: TrialPair, metric: string): readonly number[] {
  return [a, b].flatMap((trial) =>
    trial.state === 'completed' ? (trial.measurements[metric] ?? []) : [],
  );
}

/** True if a unit holds a server or connection open: two units could measure the same server. */
export function hasOpenConnections(trials: TrialPair): boolean {
  return isNoted(trials, 'holds_more');
}

/** True if a unit pinned to a core starts threads or processes, which are pinned with it. */
export function startsThreadsOrProcesses(trials: TrialPair): boolean {
  return isNoted(trials, 'starts_more');
}

/** True if state left in the process makes later scenarios slow, or changes them. */
export function contaminatesProcess(trials: TrialPair): boolean {
  return isNoted(trials, 'changes_globals') || isNoted(trials, 'much_memory');
}

function isNoted({ a, b }: TrialPair, note: string): boolean {
  return [a, b].some((trial) =>
    completedTrialBlocks(trial).some(({ notes }) => notes?.[note] === true),
  );
}
