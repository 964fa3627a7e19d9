import type { View } from '../reports/format-independent-report-view.ts';

/** Any document that perf-harness writes: JSON with the name and version of its schema. */
export interface Document {
  readonly schema: string;
}

/** A kind of document that a plugin brings. */
export interface DocumentKind<D extends Document = Document> {
  /** Name that `perf-harness schema` knows it by: `checklist`. */
  readonly name: string;
  /** Schema that its documents name: `perf-harness/checklist@1`. */
  readonly schema: D['schema'];
  /** JSON Schema of its documents. */
  jsonSchema(): Promise<object>;
  /** Shows it in every format. */
  view(document: D): Promise<View>;
}
