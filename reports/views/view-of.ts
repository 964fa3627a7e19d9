import {
  INVESTIGATION_SCHEMA,
  type InvestigationReport,
} from '../../harness/model/documents/investigation-document.ts';
import type { ReportDocument } from '../../harness/model/documents/report-document.ts';
import type { View } from '../view.ts';
import { investigationView } from './investigation/investigation-view.ts';

/** Documents that are shown by a view. */
export type ViewedDocument = InvestigationReport;

/** The view of a document. */
export function viewOf(document: ViewedDocument): View {
  switch (document.schema) {
    case INVESTIGATION_SCHEMA:
      return investigationView(document);
  }
}

/** Word that a comment of a document is found again by, unless a job has one of its own. */
export function kindOf({ schema }: Pick<ReportDocument, 'schema'>): string {
  return /^perf-harness\/(.*)@/u.exec(schema)?.[1] ?? schema;
}
