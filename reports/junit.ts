import { COMPARISON_SCHEMA } from '../harness/model/documents/document.ts';
import { GATE_SCHEMA } from '../harness/model/documents/gate-document.ts';
import { comparisonFacts } from './facts/comparison/comparison-facts.ts';
import { gateFacts } from './facts/gate/gate-facts.ts';
import { comparisonSuites } from './junit/comparison-suites.ts';
import { gateSuites } from './junit/gate-suites.ts';
import { junitDocument } from './junit/suite.ts';
import { viewSuites } from './junit/view-suites.ts';
import type { Reporter } from './reporter.ts';
import { viewOf } from './views/view-of.ts';

/** For the test pages of CI services: JUnit's XML, a suite a scenario. */
export const junitReporter: Reporter = {
  id: 'junit',
  view: { render: ({ view }) => junitDocument(viewSuites(view)) },
  render: (document, options) => {
    switch (document.schema) {
      case COMPARISON_SCHEMA:
        return junitDocument(comparisonSuites(comparisonFacts(document, options), document));
      case GATE_SCHEMA:
        return junitDocument(gateSuites(gateFacts(document), document));
      default:
        return junitDocument(viewSuites(viewOf(document, options)));
    }
  },
};
