import { junitDocument } from './junit/suite.ts';
import type { Reporter } from './reporter.ts';
import { viewOf } from './views/view-of.ts';

/** For the test pages of CI services: JUnit's XML, a suite a scenario. */
export const junitReporter: Reporter = {
  id: 'junit',
  render: (shown, options) => junitDocument(viewOf(shown, options).suites),
};
