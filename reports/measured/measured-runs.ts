import { COMPARISON_SCHEMA, REPORT_SCHEMA } from '../../harness/model/documents/document.ts';
import { GATE_SCHEMA } from '../../harness/model/documents/gate-document.ts';
import type { RunRecord } from '../../harness/model/documents/record.ts';
import type { ReportDocument } from '../../harness/model/documents/report-document.ts';
import { UserError } from '../../harness/model/user-error.ts';

/**
 * What a document measured, each scenario once: of a comparison the head, of several runs of one
 * scenario the newest. @throws UserError for a document that holds no runs.
 */
export function measuredRuns(document: ReportDocument, reporter: string): readonly RunRecord[] {
  const newest = new Map<string, RunRecord>();
  for (const run of runsOf(document, reporter)) {
    const known = newest.get(run.scenario);
    if (known === undefined || known.startedAt <= run.startedAt) newest.set(run.scenario, run);
  }
  return [...newest.values()];
}

function runsOf(document: ReportDocument, reporter: string): readonly RunRecord[] {
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
    default:
      throw new UserError({
        code: 'nothing-measured',
        message: `The reporter ${reporter} is for what was measured, which ${document.schema} holds nothing of.`,
        remedy: 'Ask perf-harness run, compare or gate for it, or take --reporter json.',
      });
  }
}
