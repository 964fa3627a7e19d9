import type { View } from './view.ts';

/** A document with its view: JSON is the document, every other format is the view. */
export interface Viewed {
  readonly document: object;
  readonly view: View;
}

/** Tells a document with its view from a document. */
export function isViewed(shown: object): shown is Viewed {
  return 'view' in shown && 'document' in shown;
}

/** The document that is shown. */
export function documentOf(shown: object): object {
  return isViewed(shown) ? shown.document : shown;
}
