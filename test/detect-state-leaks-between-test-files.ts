/**
 * Test files share a process, so none may leave anything behind that affects another: environment
 * variables, the working folder, globals, repeating timers, signal listeners. The offending test
 * file is named by its own failure.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect } from 'vitest';

interface State {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  readonly globals: readonly string[];
  readonly listeners: Readonly<Record<string, number>>;
}

const EVENTS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'exit', 'uncaughtException'] as const;

/** The test runner's own: which file and test run. */
const OF_THE_RUNNER = /^(VITEST|TEST$|NODE_ENV$|__vitest)/u;
/** Globals a library keeps once for the process; commands load libraries when called. */
const OF_LIBRARIES = /^__zod_/u;
/** The test runner's own timers take a tenth of a second; a busy machine may take longer. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 10;

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
  };
}

/** Counts timers that keep the process alive. */
function timers(): number {
  return process.getActiveResourcesInfo().filter((type) => type === 'Timeout').length;
}

/** Waits until no timer is left; false if some are still left after `PATIENCE_MS`. */
async function areTimersGone(): Promise<boolean> {
  const startedMs = performance.now();
  while (timers() > 0) {
    if (performance.now() - startedMs > PATIENCE_MS) return false;
    await sleep(PAUSE_MS, undefined, { ref: false });
  }
  return true;
}

// Modules keep a reference to the process's object, so a replacement would reach only some of them.
const { env } = process;
let before: State;
let timersBefore: number;

beforeAll(() => {
  before = stateOf();
  timersBefore = timers();
});

afterAll(async () => {
  expect(process.env, 'process.env itself').toBe(env);
  expect(stateOf()).toEqual(before);
  // The test runner usually has one timer of its own, before and after.
  const areGone = timers() <= timersBefore || (await areTimersGone());
  expect(areGone, 'timers that still run are gone').toBe(true);
});
