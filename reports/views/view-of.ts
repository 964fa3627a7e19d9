import {
  PATCH_CHECK_SCHEMA,
  type PatchCheckReport,
} from '../../harness/model/documents/patch-check-document.ts';
import type { View } from '../view.ts';
import { patchView } from './patch/patch-view.ts';

/** Documents that are shown by a view. */
export type ViewedDocument = PatchCheckReport;

/** The view of a document. */
export function viewOf(document: ViewedDocument): View {
  switch (document.schema) {
    case PATCH_CHECK_SCHEMA:
      return patchView(document);
  }
}
