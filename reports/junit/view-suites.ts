import type { CheckSuite, View } from '../view.ts';
import { type JunitSuite, junitCase } from './suite.ts';

/** The checks of a view as suites of JUnit. */
export function viewSuites({ suites }: View): readonly JunitSuite[] {
  return suites.map(junitSuite);
}

function junitSuite({ name, startedAt, checks }: CheckSuite): JunitSuite {
  return {
    name,
    file: null,
    startedAt,
    hostname: null,
    properties: [],
    elapsedMs: 0,
    cases: checks.map(({ group, ...check }) => {
      const common = { ...check, className: group, timeMs: 0 };
      return junitCase(
        check.result === 'passed' ? { ...common, text: check.text ?? check.message } : common,
      );
    }),
  };
}
