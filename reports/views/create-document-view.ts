import type { ReportDocument } from '../../harness/model/documents/any-report-document.ts';
import { BISECT_SCHEMA } from '../../harness/model/documents/bisect-document.ts';
import { CAPACITY_SCHEMA } from '../../harness/model/documents/capacity-document.ts';
import { GATE_SCHEMA } from '../../harness/model/documents/gate-document.ts';
import { HISTORY_SCHEMA } from '../../harness/model/documents/history-document.ts';
import { CHECKLIST_SCHEMA } from '../../harness/model/documents/performance-checklist-document.ts';
import { PROFILE_DIFF_SCHEMA } from '../../harness/model/documents/profile-diff-document.ts';
import { PROFILE_SCHEMA } from '../../harness/model/documents/profile-document.ts';
import {
  COMPARISON_SCHEMA,
  REPORT_SCHEMA,
} from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { View } from '../format-independent-report-view.ts';
import { hasView, type RenderOptions, type ShownDocument } from '../reporter.ts';
import { bisectView } from './bisect/bisect-view.ts';
import { capacityView } from './capacity/capacity-view.ts';
import { comparisonView } from './comparison/comparison-view.ts';
import { gateView } from './gate/gate-view.ts';
import { historyView } from './history/history-view.ts';
import { performanceChecklistView } from './performance-checklist-view.ts';
import { profileView } from './profile/profile-view.ts';
import { profileDiffView } from './profile-diff/profile-diff-view.ts';
import { reportView } from './report/run-report-view.ts';

const VIEWS = {
  [BISECT_SCHEMA]: bisectView,
  [CAPACITY_SCHEMA]: capacityView,
  [CHECKLIST_SCHEMA]: performanceChecklistView,
  [COMPARISON_SCHEMA]: comparisonView,
  [GATE_SCHEMA]: gateView,
  [HISTORY_SCHEMA]: historyView,
  [PROFILE_DIFF_SCHEMA]: profileDiffView,
  [PROFILE_SCHEMA]: profileView,
  [REPORT_SCHEMA]: reportView,
} as const;

export function isCoreDocument(document: { readonly schema: string }): document is ReportDocument {
  return Object.hasOwn(VIEWS, document.schema);
}

type ViewOptions = Pick<RenderOptions, 'baseline' | 'pictures'>;

export function createView(shown: ShownDocument, options: ViewOptions = {}): View {
  if (hasView(shown)) return shown.view;
  // Sound: each view accepts the documents of its own schema.
  const view = VIEWS[shown.schema] as (document: ReportDocument, options: ViewOptions) => View;
  return view(shown, options);
}
