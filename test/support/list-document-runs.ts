import { BISECT_SCHEMA } from '../../harness/model/documents/bisect-document.ts';
import type { ReportDocument } from '../../harness/model/documents/report-document.ts';
import type { RunRecord } from '../../harness/model/documents/run-record.ts';

/**
 * Returns the records in a document: of a bisection those of its ends; none for capacity, profiles
 * and lists.
 */
export function listDocumentRuns(document: ReportDocument): readonly RunRecord[] {
  if (!('runs' in document || 'ends' in document)) return [];
  return document.schema === BISECT_SCHEMA ? document.ends.runs : document.runs;
}
