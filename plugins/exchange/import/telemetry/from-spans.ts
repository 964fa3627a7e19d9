import { readers } from 'perf-harness/plugin';
import { asImport } from '../import-problem.ts';
import { ImportProblem, ONE_TRIAL, type TextImporter } from '../importer.ts';
import { createRequests } from './requests.ts';

/**
 * Traces of OpenTelemetry as JSON: the first span of each trace is a request, by service and name.
 * `profile` reports where their time goes.
 */
export const fromSpans: TextImporter = {
  type: 'text',
  format: 'otlp',
  tool: 'OpenTelemetry',
  moreTrials: ONE_TRIAL,
  recognises: (head) => readers.firstKeys(head).keys.includes('resourceSpans'),
  read: (text) => {
    const { spans } = asImport(() => readers.readSpans(text));
    const { parentOf } = readers.linkSpans(spans);
    const requests = createRequests();
    for (const span of spans) {
      if (parentOf.has(span)) continue;
      requests.add({
        route: `${span.service}: ${span.name}`,
        ms: span.endMs - span.startMs,
        isError: span.isError,
        endMs: span.endMs,
      });
    }
    if (requests.count() === 0) throw new ImportProblem('it holds no spans');
    return requests.runs('there were too few traces', false, []);
  },
};
