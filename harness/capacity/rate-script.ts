/** How a script is run at a rate. */
export interface RateOfScript {
  /** Absolute path of the script. */
  readonly script: string;
  /** Iterations that begin in a second. */
  readonly rate: number;
  readonly durationMs: number;
  /** Virtual users that there are from the start. */
  readonly users: number;
  /** Those that k6 may add. */
  readonly mostUsers: number;
}

/** k6 takes whole numbers of iterations, so the rate is given for so many seconds. */
const SECONDS = 100;

/**
 * A script that runs another one at a rate and leaves it as it is: its `setup`, its files, its imports,
 * its thresholds. What the other says about its load is replaced; a threshold that would end it early
 * does not, since each run is to be as long as the others.
 *
 * Sound only where the script is one function that is called again and again. One with several
 * functions, each at a rate of its own, has no rate that could be searched: it refuses to run.
 */
export function rateScript({ script, rate, durationMs, users, mostUsers }: RateOfScript): string {
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
export const options = {
  ...rest,
  thresholds: Object.fromEntries(
    Object.entries(thresholds ?? {}).map(([name, all]) => [name, [all].flat().map(condition)]),
  ),
  scenarios: { capacity: ${JSON.stringify(load)} },
};
`;
}
