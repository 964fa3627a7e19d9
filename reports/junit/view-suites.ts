import type { CheckSuite, View } from '../view.ts';
import { type JunitSuite, junitCase } from './suite.ts';

/** The checks of a view as suites of JUnit. */
export function viewSuites({ suites }: View): readonly JunitSuite[] {
  return suites.map(junitSuite);
}

function junitSuite(suite: CheckSuite): JunitSuite {
  const { name, startedAt, file = null, hostname = null, durationMs = 0, properties = [] } = suite;
  return {
    name,
    file,
    startedAt,
    hostname,
    properties,
    elapsedMs: durationMs,
    cases: suite.checks.map(({ group, durationMs: timeMs = 0, ...check }) => {
      const common = { ...check, className: group, timeMs };
      return junitCase(
        check.result === 'passed' ? { ...common, text: check.text ?? check.message } : common,
      );
    }),
  };
}
