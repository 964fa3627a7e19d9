import type { InvestigationReport } from '../../harness/model/documents/investigation-document.ts';
import type { InvestigationFacts } from '../facts/investigation/investigation-facts.ts';
import { type JunitSuite, junitCase } from './suite.ts';

/** One case: it failed where something became worse, whatever is known of the cause. */
export function investigationSuite(
  { headline }: InvestigationFacts,
  { incident }: InvestigationReport,
): JunitSuite {
  const { service, started_at } = incident;
  const common = { name: 'nothing became worse', className: service, timeMs: 0 };
  const { word, sentence } = headline;
  return {
    name: 'investigation',
    file: null,
    startedAt: started_at,
    hostname: null,
    properties: [],
    elapsedMs: 0,
    cases: [
      junitCase(
        word === 'nothing to explain'
          ? { ...common, result: 'passed', text: sentence }
          : { ...common, result: 'failure', type: word, message: sentence, text: sentence },
      ),
    ],
  };
}
