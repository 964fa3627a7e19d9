import type { CheckSuite, View } from '../view.ts';
import { type JunitSuite, junitCase } from './suite.ts';

/** The checks of a view as suites of JUnit. */
export function viewSuites({ suites }: View): readonly JunitSuite[] {
  return suites.map(junitSuite);
}

function junitSuite({ checks, ...suite }: CheckSuite): JunitSuite {
  const { file = null, hostname = null, properties = [] } = suite;
  return {
    ...suite,
    file,
    hostname,
    properties,
    elapsedMs: suite.elapsedMs ?? checks.reduce((sum, { elapsedMs = 0 }) => sum + elapsedMs, 0),
    cases: checks.map(({ group, elapsedMs: timeMs = 0, ...check }) => {
      const common = { ...check, className: group, timeMs };
      return junitCase(
        check.result === 'passed' ? { ...common, text: check.text ?? check.message } : common,
      );
    }),
  };
}
