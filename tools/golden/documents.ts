/** The documents that reports are held to, made from seeds with the project's own statistics. */
import type { ReportDocument } from '../../harness/model/report-document.ts';
import { comparisonDocuments } from './comparison-documents.ts';
import { gateDocuments } from './gate-documents.ts';
import { liveDocuments } from './live-documents.ts';
import { reportDocuments } from './report-documents.ts';

/** Every golden document by the name of its file. */
export function goldenDocuments(): Readonly<Record<string, ReportDocument>> {
  return { ...reportDocuments(), ...comparisonDocuments(), ...liveDocuments(), ...gateDocuments() };
}
