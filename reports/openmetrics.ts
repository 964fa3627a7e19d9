import { COMPARISON_SCHEMA } from '../harness/model/documents/comparison-document.ts';
import { GATE_SCHEMA } from '../harness/model/documents/gate-document.ts';
import { createExposition } from './measured/exposition.ts';
import { measuredDocument, measuredRuns } from './measured/measured-runs.ts';
import { addComparisons, addGate, addRun } from './measured/series.ts';
import type { Reporter } from './reporter.ts';

/** For Prometheus and what reads its formats: OpenMetrics 1.0 text, in base units, with intervals. */
export const openmetricsReporter: Reporter = {
  id: 'openmetrics',
  render: (shown) => {
    const document = measuredDocument(shown, 'openmetrics');
    const exposition = createExposition();
    for (const run of measuredRuns(document)) addRun(exposition, run);
    if (document.schema === COMPARISON_SCHEMA) addComparisons(exposition, document.comparisons);
    if (document.schema === GATE_SCHEMA) addGate(exposition, document);
    return exposition.text();
  },
};
