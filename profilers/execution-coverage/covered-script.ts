/** Coverage of a script by V8: how often each part of each of its functions ran. */

/** From the first character to behind the last, and how often it ran. */
export interface CoveredRange {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

export interface CoveredFunction {
  readonly functionName: string;
  /** The whole first; the others lie in it, and each in the one before it or beside it. */
  readonly ranges: readonly CoveredRange[];
}

export interface CoveredScript {
  readonly scriptId: string;
  readonly url: string;
  readonly functions: readonly CoveredFunction[];
}

/** Files of packages and of Node.js are nobody's findings. */
export function isProjectFile(url: string): boolean {
  return url.startsWith('file://') && !url.includes('/node_modules/');
}
