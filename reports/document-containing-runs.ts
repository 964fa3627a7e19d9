import { GATE_SCHEMA, type GateReport } from '../harness/model/documents/gate-document.ts';
import type { RunRecord } from '../harness/model/documents/run-record.ts';
import {
  COMPARISON_SCHEMA,
  type ComparisonReport,
  REPORT_SCHEMA,
  type Report,
} from '../harness/model/documents/run-report-and-comparison-document.ts';
import { UserError } from '../harness/model/user-error.ts';
import { hasView, type ShownDocument } from './reporter.ts';

/** Documents that contain runs. */
export type MeasuredDocument = Report | ComparisonReport | GateReport;

/** @throws UserError for a document without runs. */
export function requireMeasuredDocument(shown: ShownDocument, reporter: string): MeasuredDocument {
  if (
    !hasView(shown) &&
    (shown.schema === REPORT_SCHEMA ||
      shown.schema === COMPARISON_SCHEMA ||
      shown.schema === GATE_SCHEMA)
  ) {
    return shown;
  }
  throw new UserError({
    code: 'nothing-measured',
    message: `The reporter ${reporter} needs measurements, but ${hasView(shown) ? shown.view.title : shown.schema} contains none.`,
    remedy:
      'Use the reporter with perf-harness run, compare or gate, or use --reporter json instead.',
  });
}

/** Returns a document's runs, one a scenario: a comparison's head, else the scenario's newest. */
export function selectNewestRuns(document: MeasuredDocument): readonly RunRecord[] {
  const newest = new Map<string, RunRecord>();
  for (const run of runsOf(document)) {
    const known = newest.get(run.scenario);
    if (known === undefined || known.startedAt <= run.startedAt) newest.set(run.scenario, run);
  }
  return [...newest.values()];
}

function runsOf(document: MeasuredDocument): readonly RunRecord[] {
  switch (document.schema) {
    case REPORT_SCHEMA:
      return document.runs;
    case COMPARISON_SCHEMA:
      return document.runs.filter(({ side }) => side !== 'a');
    case GATE_SCHEMA:
      return [
        ...(document.comparison?.runs ?? []).filter(({ side }) => side !== 'a'),
        ...document.runs,
      ];
  }
}
