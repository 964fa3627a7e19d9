import { type Host, ownProgram, shellWords } from 'perf-harness/plugin';
import type {
  DescribeCalls,
  ObservationRequest,
  ObserveCalls,
} from '../observe-calls-of-optimization-target.ts';
import type { CheckChange, ScenarioToWatch } from '../strike/plan-execution-types.ts';
import {
  describeFunctionCalls,
  observeFunctions,
} from '../verify/change/observed-function-calls.ts';
import { checkChange } from '../verify/check-behavior-of-change.ts';

/** Budget of a check in addition to the time of the tests; milliseconds. */
const BUDGET_MS = 15_000;
/** Budget for timing calls, plus half of it for retained memory; milliseconds. */
const TIMES_MS = 5_000;
/** The same calls are made each time, so that a check can be repeated. */
const SEED = 1;
/** Timeout of a scenario: by then it has made its typical calls. */
const SCENARIO_MS = 30_000;
/** Timeout of the tests when observing calls for generators. */
const TESTS_MS = 120_000;

/** Runs the old and the new code side by side, on the calls that the tests and the scenario make and on others. */
export function checkChanges(host: Host): CheckChange {
  return ({ testCommand, scenario, mayOverlap, ...change }) =>
    checkChange(host, {
      ...change,
      budgetMs: BUDGET_MS,
      timesMs: TIMES_MS,
      seed: SEED,
      testCommand: testCommand === '' ? null : testCommand,
      scenario: watched(host, scenario),
      callbacks: mayOverlap ? 'may-overlap' : 'same-order',
    });
}

/** Describes calls of tests and a scenario to given modules, for those who propose changes. */
export function createCallDescriber(host: Host): DescribeCalls {
  return (calls) => describeFunctionCalls(host, seenRequest(host, calls));
}

/** Observes the same calls as structured data, for built-in generators. */
export function createCallObserver(host: Host): ObserveCalls {
  return (calls) => observeFunctions(host, seenRequest(host, calls));
}

function seenRequest(
  host: Host,
  { testCommand, scenario, scenarioMs, ...request }: ObservationRequest,
) {
  return {
    ...request,
    testCommand: testCommand === '' ? null : testCommand,
    commands: [
      ...(testCommand === '' ? [] : [{ text: testCommand, timeoutMs: TESTS_MS }]),
      watched(host, scenario, scenarioMs),
    ],
  };
}

function watched(host: Host, scenario: ScenarioToWatch, timeoutMs = SCENARIO_MS) {
  return {
    text: shellWords(shortRun(host, scenario)),
    timeoutMs,
    // This run measures nothing, so it needs no lock.
    env: { PERF_HARNESS_LOCK: 'off' },
  };
}

/** As few and as short trials as there can be. */
function shortRun(host: Host, { targets = [], command }: ScenarioToWatch): readonly string[] {
  const { file, args } = ownProgram(host);
  const run = [file, ...args, 'run', '--quick'];
  return command === undefined ? [...run, ...targets] : [...run, '--', ...command];
}
