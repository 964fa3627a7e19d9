import type { ReportDocument } from './document.ts';

export interface RenderOptions {
  /** Columns that a line may take. */
  readonly width: number;
  readonly color: boolean;
}

/** Turns a document into text. Pure: no clock, no files, no terminal. */
export interface Reporter {
  readonly id: string;
  readonly render: (document: ReportDocument, options: RenderOptions) => string;
}
