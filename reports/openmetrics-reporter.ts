import { GATE_SCHEMA } from '../harness/model/documents/gate-document.ts';
import { COMPARISON_SCHEMA } from '../harness/model/documents/run-report-and-comparison-document.ts';
import { requireMeasuredDocument, selectNewestRuns } from './document-containing-runs.ts';
import {
  addComparisonSeries,
  addGateSeries,
  addRunSeries,
} from './openmetrics/add-openmetrics-series.ts';
import { createExposition } from './openmetrics/openmetrics-exposition.ts';
import type { Reporter } from './reporter.ts';

/** Reporter for Prometheus and the like: OpenMetrics 1.0 text, base units, with intervals. */
export const openmetricsReporter: Reporter = {
  id: 'openmetrics',
  render: (shown) => {
    const document = requireMeasuredDocument(shown, 'openmetrics');
    const exposition = createExposition();
    for (const run of selectNewestRuns(document)) addRunSeries(exposition, run);
    if (document.schema === COMPARISON_SCHEMA)
      addComparisonSeries(exposition, document.comparisons);
    if (document.schema === GATE_SCHEMA) addGateSeries(exposition, document);
    return exposition.text();
  },
};
