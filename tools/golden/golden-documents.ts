/** Documents for the golden reports, made from seeds by the product's own functions. */

import type { ReportDocument } from '../../harness/model/documents/any-report-document.ts';
import { auditView } from '../../plugins/audit/view/audit-view.ts';
import { investigationView } from '../../plugins/investigate/view/investigation-view.ts';
import { briefView } from '../../plugins/optimize/view/brief-view.ts';
import { optimizationView } from '../../plugins/optimize/view/optimization-view.ts';
import { proofView } from '../../plugins/optimize/view/proof-view.ts';
import type { View } from '../../reports/format-independent-report-view.ts';
import type { ShownDocument } from '../../reports/reporter.ts';
import { auditDocuments } from './audit-documents.ts';
import { bisectDocuments } from './bisect-documents.ts';
import { briefDocuments } from './brief-documents.ts';
import { capacityDocuments } from './capacity-documents.ts';
import { checklistDocuments } from './checklist-documents.ts';
import { comparisonDocuments } from './comparison-documents.ts';
import { gateDocuments } from './gate-documents.ts';
import { historyDocuments } from './history-documents.ts';
import { investigationDocuments } from './investigation-documents.ts';
import { optimizationDocuments } from './optimization-documents.ts';
import { differenceDocuments, profileDocuments } from './profile-documents.ts';
import { proofDocuments } from './proof-documents.ts';
import { reportDocuments } from './report-documents.ts';

/** Name of a golden document of the core. */
export type GoldenName = keyof ReturnType<typeof goldenDocuments>;

let made: ReturnType<typeof makeDocuments> | null = null;
let madeShown: Readonly<Record<string, ShownDocument>> | null = null;

/** Returns all golden documents by name, created once per process and frozen. */
export function goldenDocuments() {
  made ??= frozen(makeDocuments());
  return made;
}

function makeDocuments() {
  return {
    ...reportDocuments(),
    ...comparisonDocuments(),
    ...gateDocuments(),
    ...bisectDocuments(),
    ...capacityDocuments(),
    ...profileDocuments(),
    ...differenceDocuments(),
    ...checklistDocuments(),
    ...historyDocuments(),
  } satisfies Readonly<Record<string, ReportDocument>>;
}

/** The same, and documents of plugins with their views, created once per process. */
export function goldenShownDocuments(): Readonly<Record<string, ShownDocument>> {
  madeShown ??= {
    ...goldenDocuments(),
    ...shown(auditDocuments(), auditView),
    ...shown(investigationDocuments(), investigationView),
    ...shown(optimizationDocuments(), optimizationView),
    ...shown(proofDocuments(), proofView),
    ...shown(briefDocuments(), briefView),
  };
  return madeShown;
}

function shown<D extends object>(documents: Readonly<Record<string, D>>, view: (of: D) => View) {
  const all = Object.entries(documents).map(
    ([name, document]) => [name, { document, view: view(document) }] as const,
  );
  return Object.fromEntries(all);
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const child of Object.values(value)) frozen(child);
  return Object.freeze(value);
}
