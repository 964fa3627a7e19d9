import { AUDIT_SCHEMA, type AuditReport } from '../../harness/model/documents/audit-document.ts';
import { BISECT_SCHEMA, type BisectReport } from '../../harness/model/documents/bisect-document.ts';
import {
  CAPACITY_SCHEMA,
  type CapacityReport,
} from '../../harness/model/documents/capacity-document.ts';
import {
  CHECKLIST_SCHEMA,
  type ChecklistReport,
} from '../../harness/model/documents/checklist-document.ts';
import {
  OPTIMIZATION_SCHEMA,
  type OptimizationReport,
} from '../../harness/model/documents/optimization-document.ts';
import {
  PATCH_CHECK_SCHEMA,
  type PatchCheckReport,
} from '../../harness/model/documents/patch-check-document.ts';
import {
  PROFILE_DIFF_SCHEMA,
  type ProfileDiffReport,
} from '../../harness/model/documents/profile-diff-document.ts';
import {
  PROFILE_SCHEMA,
  type ProfileReport,
} from '../../harness/model/documents/profile-document.ts';
import type { ReportDocument } from '../../harness/model/documents/report-document.ts';
import type { View } from '../view.ts';
import { auditView } from './audit/audit-view.ts';
import { bisectView } from './bisect/bisect-view.ts';
import { capacityView } from './capacity/capacity-view.ts';
import { checklistView } from './checklist/checklist-view.ts';
import { optimizationView } from './optimization/optimization-view.ts';
import { patchView } from './patch/patch-view.ts';
import { profileView } from './profile/profile-view.ts';
import { profileDiffView } from './profile-diff/profile-diff-view.ts';

/** Documents that are shown by a view. */
export type ViewedDocument =
  | AuditReport
  | BisectReport
  | CapacityReport
  | ChecklistReport
  | OptimizationReport
  | PatchCheckReport
  | ProfileDiffReport
  | ProfileReport;

const VIEWED: ReadonlySet<string> = new Set<ViewedDocument['schema']>([
  AUDIT_SCHEMA,
  BISECT_SCHEMA,
  CAPACITY_SCHEMA,
  CHECKLIST_SCHEMA,
  OPTIMIZATION_SCHEMA,
  PATCH_CHECK_SCHEMA,
  PROFILE_DIFF_SCHEMA,
  PROFILE_SCHEMA,
]);

export function hasView(document: ReportDocument): document is ViewedDocument {
  return VIEWED.has(document.schema);
}

/** The view of a document. */
export function viewOf(document: ViewedDocument): View {
  switch (document.schema) {
    case AUDIT_SCHEMA:
      return auditView(document);
    case BISECT_SCHEMA:
      return bisectView(document);
    case CAPACITY_SCHEMA:
      return capacityView(document);
    case CHECKLIST_SCHEMA:
      return checklistView(document);
    case OPTIMIZATION_SCHEMA:
      return optimizationView(document);
    case PATCH_CHECK_SCHEMA:
      return patchView(document);
    case PROFILE_DIFF_SCHEMA:
      return profileDiffView(document);
    case PROFILE_SCHEMA:
      return profileView(document);
  }
}
