/** The documents that reports are held to, made from seeds with the project's own statistics. */
import type { ReportDocument } from '../../harness/model/documents/report-document.ts';
import { auditDocuments } from './audit-documents.ts';
import { bisectDocuments } from './bisect-documents.ts';
import { capacityDocuments } from './capacity-documents.ts';
import { checklistDocuments } from './checklist-documents.ts';
import { comparisonDocuments } from './comparison-documents.ts';
import { differenceDocuments } from './difference-documents.ts';
import { gateDocuments } from './gate-documents.ts';
import { historyDocuments } from './history-documents.ts';
import { investigationDocuments } from './investigation-documents.ts';
import { liveDocuments } from './live-documents.ts';
import { loadDocuments } from './load-documents.ts';
import { mapDocuments } from './map-documents.ts';
import { optimizationDocuments } from './optimization-documents.ts';
import { patchDocuments } from './patch-documents.ts';
import { profileDocuments } from './profile-documents.ts';
import { reportDocuments } from './report-documents.ts';

type Documents = Readonly<Record<string, ReportDocument>>;

let made: Documents | null = null;

/** Every golden document by its name, made once a process: nobody may change one. */
export function goldenDocuments(): Documents {
  made ??= frozen(makeDocuments());
  return made;
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const one of Object.values(value)) frozen(one);
  return Object.freeze(value);
}

function makeDocuments(): Documents {
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
    ...patchDocuments(),
    ...auditDocuments(),
    ...historyDocuments(),
    ...investigationDocuments(),
  };
}
