/** Coverage of a script by V8: how often each part of each of its functions ran. */

/** From the first character to behind the last, and how often it ran. */
export interface CoveredRange {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

export interface CoveredFunction {
  readonly functionName: string;
  /** The whole function first; the others lie inside, each within or after the previous range. */
  readonly ranges: readonly CoveredRange[];
}

export interface CoveredScript {
  readonly scriptId: string;
  readonly url: string;
  readonly functions: readonly CoveredFunction[];
}

/** True for files of the project; files of packages and of Node.js give no findings. */
export function isProjectFile(url: string): boolean {
  return url.startsWith('file://') && !url.includes('/node_modules/');
}
