/** The documents that reports are held to, made from seeds with the project's own statistics. */
import type { ReportDocument } from '../../harness/model/documents/report-document.ts';
import { bisectDocuments } from './bisect-documents.ts';
import { capacityDocuments } from './capacity-documents.ts';
import { checklistDocuments } from './checklist-documents.ts';
import { comparisonDocuments } from './comparison-documents.ts';
import { differenceDocuments } from './difference-documents.ts';
import { gateDocuments } from './gate-documents.ts';
import { liveDocuments } from './live-documents.ts';
import { loadDocuments } from './load-documents.ts';
import { mapDocuments } from './map-documents.ts';
import { optimizationDocuments } from './optimization-documents.ts';
import { profileDocuments } from './profile-documents.ts';
import { reportDocuments } from './report-documents.ts';

/** Every golden document by the name of its file. */
export function goldenDocuments(): Readonly<Record<string, ReportDocument>> {
  return {
    ...reportDocuments(),
    ...comparisonDocuments(),
    ...loadDocuments(),
    ...liveDocuments(),
    ...gateDocuments(),
    ...bisectDocuments(),
    ...capacityDocuments(),
    ...profileDocuments(),
    ...mapDocuments(),
    ...differenceDocuments(),
    ...optimizationDocuments(),
    ...checklistDocuments(),
  };
}
