/** A labelled function that an entry point exports. */
export interface LabelledExport {
  /** File of the entry point, absolute. */
  readonly entry: string;
  /**
   * Names that lead to it from the namespace of the module: `['default', 'parse']`, for a method of
   * instances `['Parser', 'prototype', 'parse']`, for a constructor the way to its class.
   */
  readonly path: readonly string[];
  readonly label: number;
}
