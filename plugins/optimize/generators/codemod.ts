import type { SgNode } from '@ast-grep/napi';
import type { measure } from 'perf-harness/plugin';
import type { EvidenceClass } from '../document/evidence-class.ts';
import type { FixLevel, Level } from '../document/hypothesis.ts';

/** File of the project that types are read from. */
export interface TypeFile {
  /** The program, parsed in the language that the file's ending says. */
  readonly root: SgNode;
  /** The file that a specifier of it means; null: a package, or not to be read. */
  readonly importedFrom: (specifier: string) => TypeFile | null;
}

/** A file of TypeScript or JavaScript as codemods see it. */
export interface CodemodSource extends TypeFile {
  /** From the root of the project, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** A piece of the text, by UTF-16 offsets, that becomes another. */
export interface CodemodEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** One place where a codemod applies, with all of what it changes there. */
export interface CodemodMatch {
  /** From 1. */
  readonly line: number;
  /** Names of the functions around it, the innermost first; empty: the module itself. */
  readonly within: readonly string[];
  readonly edits: readonly CodemodEdit[];
  /** Assumptions that the source does not confirm, one sentence each. Default: none. */
  readonly assumes?: readonly string[];
  /** The function whose answers it keeps. Default: it keeps none. */
  readonly keeps?: CachedResults;
}

/**
 * Answers that a change keeps by what a function is given. Where neither can be kept, nothing is ever found
 * again, and each call pays for the look.
 */
export interface CachedResults {
  readonly function: string;
  /** Objects can be kept: nobody changes them. */
  readonly keepsObjects: boolean;
  /**
   * True if the source shows that the results can be cached; where they were observed, observations
   * decide.
   */
  readonly isShown: boolean;
}

/** A match that the source alone does not show to be safe. */
export interface AssumedMatch extends CodemodMatch {
  /** Way to secure the assumption: by a test at run time, or by trying the change. */
  readonly evidence: 'guarded' | 'checked';
}

/**
 * A change of code that keeps what it does and takes less time. `find` fires only where its
 * preconditions are seen in the source; where meaning might change it does not.
 */
export interface Codemod {
  /** In kebab-case; never changed, since exclusions and reports go by it. */
  readonly id: string;
  readonly title: string;
  /** Classes of bottleneck that it helps against. */
  readonly classes: readonly measure.BottleneckClass[];
  readonly fixLevel: FixLevel;
  readonly complexity: Level;
  readonly risk: Level;
  /** Preconditions for a match, as text for the docs. */
  readonly preconditions: string;
  /** Released packages or public repositories that the pattern was seen in. */
  readonly seenIn: readonly string[];
  /** Evidence that its changes preserve behavior. Default: `proven`. */
  readonly evidence?: EvidenceClass;
  /**
   * Set if it calls objects passed in by callers, such as a connection, less often than before; the
   * number of calls is then not compared.
   */
  readonly asksLess?: boolean;
  /** Id of the codemod that this is a form of, for more than the source shows; see `assumedForms`. */
  readonly formOf?: string;
  /** Ids of codemods that make this one needless at the same place, or it them. */
  readonly conflictsWith: readonly string[];
  readonly find: (source: CodemodSource) => readonly CodemodMatch[];
  /** Finds further matches that are safe only under assumptions. Default: none. */
  readonly assuming?: (source: CodemodSource) => readonly AssumedMatch[];
}
