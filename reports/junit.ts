import { BISECT_SCHEMA } from '../harness/model/documents/bisect-document.ts';
import { CAPACITY_SCHEMA } from '../harness/model/documents/capacity-document.ts';
import { COMPARISON_SCHEMA, REPORT_SCHEMA } from '../harness/model/documents/document.ts';
import { GATE_SCHEMA } from '../harness/model/documents/gate-document.ts';
import { HISTORY_SCHEMA } from '../harness/model/documents/history-document.ts';
import { PROFILE_DIFF_SCHEMA } from '../harness/model/documents/profile-diff-document.ts';
import { PROFILE_SCHEMA } from '../harness/model/documents/profile-document.ts';
import { bisectFacts } from './facts/bisect/bisect-facts.ts';
import { capacityFacts } from './facts/capacity/capacity-facts.ts';
import { comparisonFacts } from './facts/comparison/comparison-facts.ts';
import { gateFacts } from './facts/gate/gate-facts.ts';
import { historyFacts } from './facts/history/history-facts.ts';
import { profileDiffFacts } from './facts/profile/profile-diff-facts.ts';
import { profileFacts } from './facts/profile/profile-facts.ts';
import { reportFacts } from './facts/run/report-facts.ts';
import { bisectSuite } from './junit/bisect-suite.ts';
import { capacitySuite } from './junit/capacity-suite.ts';
import { comparisonSuites } from './junit/comparison-suites.ts';
import { gateSuites } from './junit/gate-suites.ts';
import { historySuite } from './junit/history-suite.ts';
import { profileDiffSuite } from './junit/profile-diff-suite.ts';
import { profileSuite } from './junit/profile-suite.ts';
import { runSuite } from './junit/run-suite.ts';
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
      case REPORT_SCHEMA:
        return junitDocument(reportFacts(document, options).runs.map(runSuite));
      case COMPARISON_SCHEMA:
        return junitDocument(comparisonSuites(comparisonFacts(document, options), document));
      case GATE_SCHEMA:
        return junitDocument(gateSuites(gateFacts(document), document));
      case BISECT_SCHEMA:
        return junitDocument([bisectSuite(bisectFacts(document), document)]);
      case CAPACITY_SCHEMA:
        return junitDocument([capacitySuite(capacityFacts(document), document)]);
      case PROFILE_SCHEMA:
        return junitDocument([profileSuite(profileFacts(document), document)]);
      case PROFILE_DIFF_SCHEMA:
        return junitDocument([profileDiffSuite(profileDiffFacts(document), document)]);
      case HISTORY_SCHEMA:
        return junitDocument([historySuite(historyFacts(document), document)]);
      default:
        return junitDocument(viewSuites(viewOf(document)));
    }
  },
};
