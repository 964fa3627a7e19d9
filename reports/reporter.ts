import { join, relative } from 'node:path';
import type { ReportDocument } from '../harness/model/documents/any-report-document.ts';
import type { View } from './format-independent-report-view.ts';

export interface ViewedDocument {
  readonly document: object;
  readonly view: View;
}

/** A core document, or a plugin document with its view. */
export type ShownDocument = ReportDocument | ViewedDocument;

export interface RepositoryPaths {
  readonly repository: string;
  /** Its own folder, which records name files from. */
  readonly project: string;
}

export interface RenderOptions {
  /** Maximum columns of a line. */
  readonly width: number;
  readonly color: boolean;
  /** Start of a command line that runs the program: `npx perf-harness`. Default: `perf-harness`. */
  readonly program?: string;
  /** True: report every note, not only the most severe. Default: false. */
  readonly isVerbose?: boolean;
  /** True: `renderRest` follows with the rest, including the next step. Default: false. */
  readonly isContinued?: boolean;
  /** Name of a baseline that the next step may suggest for comparison; null: there is none. */
  readonly baseline?: string | null;
  /** Key that tells comments of several jobs on a pull request apart; null: one job. */
  readonly commentKey?: string | null;
  /** Location for file names from the repository's top; absent: the project is the top. */
  readonly place?: RepositoryPaths;
  /** Base64 JPEGs by the `file` of their attachments; attachments missing here are not shown. */
  readonly pictures?: ReadonlyMap<string, string> | undefined;
}

/** Text for a destination other than the reporter's own output. */
export interface SideOutput {
  /** Environment variable with the path of the file to append to; unset: no text is written. */
  readonly fileVariable: 'GITHUB_STEP_SUMMARY';
  readonly text: string;
}

/** Converts a document to text. Pure: no clock, no files, no terminal. */
export interface Reporter {
  readonly id: string;
  /**
   * Renders the reporter's own output: standard output, or the file that the user named.
   * @throws UserError for a document that the format does not support.
   */
  readonly render: (shown: ShownDocument, options: RenderOptions) => string;
  /**
   * Renders what a document adds to an earlier state that was already rendered: a verdict is
   * reported as soon as it is final, its explanation follows. Absent: documents are rendered whole
   * or not at all.
   */
  readonly renderRest?: (
    shown: ShownDocument,
    earlier: ShownDocument,
    options: RenderOptions,
  ) => string;
  /** Returns the output of `render` in parts, if it may exceed the maximum length of a string. */
  readonly parts?: (shown: ShownDocument, options: RenderOptions) => Iterable<string>;
  /** Additional texts for other destinations, independent of the reporter's own output. */
  readonly sideTexts?: (shown: ShownDocument, options: RenderOptions) => readonly SideOutput[];
}

/** True for a document with a view, false for a plain document. */
export function hasView(shown: object): shown is ViewedDocument {
  return 'view' in shown && 'document' in shown;
}

export function unwrapDocument(shown: object): object {
  return hasView(shown) ? shown.document : shown;
}

/**
 * Returns a file's path relative to the top of the repository, as GitHub needs it. null: it is
 * outside, where GitHub would not find it.
 * @param file - Path relative to the project's folder, or absolute.
 * @param place - null: the project is assumed to be at the top.
 */
export function resolveRepositoryPath(file: string, place: RepositoryPaths | null): string | null {
  const isAbsolute = file.startsWith('/') || /^[a-z]:/iu.test(file);
  if (place === null) return isAbsolute ? null : file;
  const path = isAbsolute ? file : join(place.project, file);
  const found = relative(place.repository, path).replaceAll('\\', '/');
  return /^(?:\.\.(?:\/|$)|\/|[a-z]:)/iu.test(found) ? null : found;
}
