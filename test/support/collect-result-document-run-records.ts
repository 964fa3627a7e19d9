import type { ReportDocument } from '../../harness/model/documents/any-report-document.ts';
import { BISECT_SCHEMA } from '../../harness/model/documents/bisect-document.ts';
import type { RunRecord } from '../../harness/model/documents/run-record.ts';

/** Returns a document's records: a bisection's ends; none for capacity, profiles, lists. */
export function collectDocumentRunRecords(document: ReportDocument): readonly RunRecord[] {
  if (!('runs' in document || 'ends' in document)) return [];
  return document.schema === BISECT_SCHEMA ? document.ends.runs : document.runs;
}
