import type { CapacityLimit } from '../model/documents/capacity-document.ts';
import type { HttpScenario, K6Scenario, Scenario } from '../model/scenario/scenario.ts';
import { UserError } from '../model/user-error.ts';

interface RateOfScript {
  /** Absolute path of the script. */
  readonly script: string;
  /** Iterations that begin in a second. */
  readonly rate: number;
  readonly durationMs: number;
  /** Virtual users allocated at the start. */
  readonly users: number;
  /** Maximum number of virtual users, including those that k6 adds. */
  readonly mostUsers: number;
}

/** Time unit of the rate, in seconds: k6 accepts only whole numbers of iterations per time unit. */
const SECONDS = 100;

/**
 * Returns a script that runs another script at a given rate and keeps its `setup`, files, imports
 * and thresholds. The load options of the other script are replaced; a threshold that would end it
 * early does not, since all runs should have the same length.
 *
 * Sound only if the script is a single function that is called repeatedly. A script with several
 * functions, each at its own rate, has no single rate to search and refuses to run.
 */
function rateScript({ script, rate, durationMs, users, mostUsers }: RateOfScript): string {
  const from = JSON.stringify(script);
  const load = {
    executor: 'constant-arrival-rate',
    rate: Math.max(1, Math.round(rate * SECONDS)),
    timeUnit: `${SECONDS}s`,
    duration: `${Math.round(durationMs)}ms`,
    preAllocatedVUs: users,
    maxVUs: mostUsers,
  };
  return `import * as script from ${from};
export * from ${from};
export { default } from ${from};

const { vus, duration, iterations, stages, scenarios, thresholds, ...rest } = script.options ?? {};
const parts = Object.values(scenarios ?? {});
if (parts.length > 1 || parts.some(({ exec }) => exec !== undefined && exec !== 'default')) {
  throw new Error('a script with scenarios of its own has no rate that could be searched');
}
const condition = (one) => (typeof one === 'string' ? one : one.threshold);
const options = {
  ...rest,
  thresholds: Object.fromEntries(
    Object.entries(thresholds ?? {}).map(([name, all]) => [name, [all].flat().map(condition)]),
  ),
  scenarios: { capacity: ${JSON.stringify(load)} },
};
`;
}

export type RateScenario = HttpScenario | K6Scenario;

/**
 * Maximum number of concurrent requests: more than any server within its limits has in flight, so
 * the generator never blocks.
 */
const MOST_UNDER_WAY = 4_096;
/** Rate of the first run if the scenario states none: low enough for nearly every server. */
const START_RATE = 50;
/** Time on top of the load for the end of a run and its responses, in milliseconds. */
const SPARE_MS = 60_000;

/** @throws UserError if a scenario has no rate that can be searched. */
export function requireRateScenario(scenario: Scenario): RateScenario {
  if (scenario.kind === 'http') return scenario;
  if (scenario.kind === 'k6' && (scenario.shards ?? 1) === 1) return scenario;
  throw new UserError({
    code: 'no-rate',
    message:
      scenario.kind === 'k6'
        ? `"${scenario.name}" runs in shards, which the capacity search does not support.`
        : `"${scenario.name}" is a ${scenario.kind} scenario; capacity can be measured only for servers under load.`,
    remedy:
      scenario.kind === 'k6' ? 'Leave `shards` out.' : 'Choose a scenario of kind `http` or `k6`.',
  });
}

/** Writes a script that runs another one at a rate; returns its path. */
export type WriteScript = (text: string) => string;

/** The scenario with requests, or iterations, on schedule at a rate, for so long. */
export function setScenarioLoadRate(
  scenario: RateScenario,
  rate: number,
  durationMs: number,
  writeScript: WriteScript,
): RateScenario {
  const timeoutMs = Math.max(scenario.timeoutMs, durationMs + SPARE_MS);
  if (scenario.kind === 'k6') {
    const { script } = scenario;
    const users = usersFor(rate);
    const path = writeScript(rateScript({ script, rate, durationMs, ...users }));
    // The load in the scenario would override the script's.
    return { ...scenario, script: path, load: {}, timeoutMs };
  }
  const most = scenario.load.type === 'open' ? scenario.load.maxConnections : MOST_UNDER_WAY;
  return {
    ...scenario,
    load: { type: 'open', rate, maxConnections: Math.max(most, MOST_UNDER_WAY) },
    durationMs,
    timeoutMs,
  };
}

/**
 * Virtual users for iterations of 0.2 s at the start, of 2 s at the most: slower iterations break
 * their limits before the users run out.
 */
function usersFor(rate: number): { readonly users: number; readonly mostUsers: number } {
  const users = Math.min(200, 5 + Math.ceil(rate / 5));
  return { users, mostUsers: Math.min(2_000, users + Math.ceil(2 * rate)) };
}

/** The first rate that is tried. */
export function initialLoadRate(scenario: RateScenario): number {
  return scenario.kind === 'http' && scenario.load.type === 'open'
    ? scenario.load.rate
    : START_RATE;
}

/** Responses needed in a run for its 99th percentile to be more than its slowest response. */
const ANSWERS = 200;
/** Minimum length of a run, as a multiple of the longest permitted response time. */
const LIMITS_LONG = 20;
const SHORTEST_MS = 2_000;
const LONGEST_MS = 30_000;

/**
 * Returns the duration of a load run, milliseconds. An overloaded server shows it only by a growing
 * queue: over twenty times the limit, an excess of five per cent breaks it.
 */
export function loadDurationMs(
  scenario: RateScenario,
  limits: readonly CapacityLimit[],
  rate: number,
): number {
  const latencies = limits.filter(({ metric }) => metric.startsWith('latency.'));
  const longest = Math.max(0, ...latencies.map(({ limit }) => limit));
  const own = scenario.kind === 'http' ? scenario.durationMs : 0;
  const wanted = Math.max(SHORTEST_MS, own, LIMITS_LONG * longest, (ANSWERS / rate) * 1_000);
  return Math.max(own, Math.min(LONGEST_MS, Math.round(wanted)));
}

/** Returns the rate/s below which the longest run has too few responses for limited percentiles. */
export function minimumLoadRate(): number {
  return (ANSWERS / LONGEST_MS) * 1_000;
}
