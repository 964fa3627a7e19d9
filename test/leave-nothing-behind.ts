/**
 * Test files share a process, so none may leave anything behind that another would meet: variables
 * of the environment, the working folder, globals, timers that keep firing, listeners for signals.
 * The test file that does is named by its own failure.
 */
import { afterAll, beforeAll, expect } from 'vitest';

interface State {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  readonly globals: readonly string[];
  readonly listeners: Readonly<Record<string, number>>;
  /** Timers that would hold the process up. */
  readonly timers: number;
}

const EVENTS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'exit', 'uncaughtException'] as const;

/** The test runner's own: which file and test run. */
const OF_THE_RUNNER = /^(VITEST|TEST$|NODE_ENV$|__vitest)/u;
/** What a library keeps once for the process; commands load theirs when they are called. */
const OF_LIBRARIES = /^__zod_/u;

function stateOf(): State {
  return {
    environment: Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !OF_THE_RUNNER.test(name)),
    ),
    folder: process.cwd(),
    globals: Object.getOwnPropertyNames(globalThis).filter(
      (name) => !OF_THE_RUNNER.test(name) && !OF_LIBRARIES.test(name),
    ),
    listeners: Object.fromEntries(EVENTS.map((event) => [event, process.listenerCount(event)])),
    timers: process.getActiveResourcesInfo().filter((type) => type === 'Timeout').length,
  };
}

let before: State;

beforeAll(() => {
  before = stateOf();
});

afterAll(() => {
  const after = stateOf();
  // Of the timers, those of the test runner come and go.
  expect({ ...after, timers: 0 }).toEqual({ ...before, timers: 0 });
  expect(after.timers, 'timers that still run').toBeLessThanOrEqual(before.timers + 1);
});
