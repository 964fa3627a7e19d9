import type { ReportDocument } from '../harness/model/documents/report-document.ts';
import type { View } from './view.ts';

/** A document with its view: JSON is the document, every other format is the view. */
export interface Viewed {
  readonly document: object;
  readonly view: View;
}

/** A document of the core, or one of a plugin with its view. */
export type Shown = ReportDocument | Viewed;

/** Where a project lies, as absolute paths. */
export interface ProjectPlace {
  /** The top of its repository. */
  readonly repository: string;
  /** Its own folder, which records name files from. */
  readonly project: string;
}

export interface RenderOptions {
  /** Columns that a line may take. */
  readonly width: number;
  readonly color: boolean;
  /** Every note is told, not only the gravest. Default: false. */
  readonly isVerbose?: boolean;
  /** The rest follows by `renderRest`, which tells what to do next. Default: false. */
  readonly isContinued?: boolean;
  /** Name of a baseline to compare with, for the advice on what to do next; null: there is none. */
  readonly baseline?: string | null;
  /** Tells the comments of several jobs on one pull request apart; null: there is one job. */
  readonly commentKey?: string | null;
  /** For what names files from the top of the repository; absent: the project is taken for it. */
  readonly place?: ProjectPlace;
  /** JPEGs in base64 by the `file` of the attachments that they are; what is not there is not shown. */
  readonly pictures?: ReadonlyMap<string, string> | undefined;
}

/** Text for a place other than the reporter's own output. */
export interface SideText {
  /** Environment variable that names the file which the text is appended to; unset: left out. */
  readonly fileVariable: 'GITHUB_STEP_SUMMARY';
  readonly text: string;
}

/** Turns a document into text. Pure: no clock, no files, no terminal. */
export interface Reporter {
  readonly id: string;
  /**
   * The reporter's own output: standard output, or the file that the user named.
   * @throws UserError for a document that the format has nothing to say of.
   */
  readonly render: (shown: Shown, options: RenderOptions) => string;
  /**
   * What a document says beyond an earlier state of it that was rendered already: a verdict is told
   * when it stands, what explains it follows. Absent: documents are rendered whole, or not at all.
   */
  readonly renderRest?: (shown: Shown, earlier: Shown, options: RenderOptions) => string;
  /** What `render` gives, in parts, where it may be more than one string can hold. */
  readonly parts?: (shown: Shown, options: RenderOptions) => Iterable<string>;
  /** What goes elsewhere besides, wherever the reporter's own output goes. */
  readonly sideTexts?: (shown: Shown, options: RenderOptions) => readonly SideText[];
}

/** Tells a document with its view from a document. */
export function isViewed(shown: object): shown is Viewed {
  return 'view' in shown && 'document' in shown;
}

/** The document that is shown. */
export function documentOf(shown: object): object {
  return isViewed(shown) ? shown.document : shown;
}
