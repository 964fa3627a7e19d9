import { readers } from 'perf-harness/plugin';
import {
  ImportProblem,
  ONE_TRIAL_ADVICE,
  type TextImporter,
  withImportErrors,
} from '../importer.ts';
import { createRequestCollector } from './logged-requests-by-route-collector.ts';

/**
 * Traces of OpenTelemetry as JSON: the first span of each trace is a request, by service and name.
 * `profile` reports where their time goes.
 */
export const spansImporter: TextImporter = {
  type: 'text',
  format: 'otlp',
  tool: 'OpenTelemetry',
  moreTrials: ONE_TRIAL_ADVICE,
  recognises: (head) => readers.readFirstKeys(head).keys.includes('resourceSpans'),
  read: (text) => {
    const { spans } = withImportErrors(() => readers.readSpans(text));
    const { parentOf } = readers.linkSpans(spans);
    const requests = createRequestCollector();
    for (const span of spans) {
      if (parentOf.has(span)) continue;
      requests.add({
        route: `${span.service}: ${span.name}`,
        ms: span.endMs - span.startMs,
        isError: span.isError,
        endMs: span.endMs,
      });
    }
    if (requests.count() === 0) throw new ImportProblem('it contains no spans');
    return requests.runs('there were too few traces', false, []);
  },
};
