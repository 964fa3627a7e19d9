import { parse, type SgNode } from '@ast-grep/napi';
import type { measure } from 'perf-harness/plugin';
import { once, readBindings, scriptLanguage } from '../../analysis/index.ts';
import type { EvidenceClass, FixLevel, Level } from '../document/optimization-hypothesis.ts';
import { createKnownTypes } from './syntax/known-types.ts';
import type { SemanticModel } from './syntax/pure-expression.ts';

/** A file of TypeScript or JavaScript as codemods see it. */
export interface CodemodSource {
  /** From the root of the project, with slashes. */
  readonly path: string;
  readonly text: string;
  /** Root of the syntax tree, parsed in the language of the file's extension. */
  readonly root: SgNode;
}

/** Replacement of a range of the text, in UTF-16 offsets. */
export interface CodemodEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Place where a codemod applies, with all of its edits there. */
export interface CodemodMatch {
  /** From 1. */
  readonly line: number;
  /** Names of the enclosing functions, innermost first; empty at module level. */
  readonly within: readonly string[];
  readonly edits: readonly CodemodEdit[];
  /** Assumptions that the source does not confirm, one sentence each. Default: none. */
  readonly assumes?: readonly string[];
  /** Function whose results the change caches. Default: none. */
  readonly keeps?: CachedResults;
}

/**
 * Results that a change caches by the function's arguments. If the arguments or the results are not
 * cacheable, the cache never hits and every call pays for the lookup.
 */
export interface CachedResults {
  readonly function: string;
  /** Set when objects may be cached because nothing modifies them. */
  readonly keepsObjects: boolean;
  /** True if the source shows that results can be cached; observations, if any, decide. */
  readonly isShown: boolean;
}

/**
 * Code change that preserves behavior and takes less time. `find` matches only where the source
 * shows its preconditions; where behavior might change, it does not match.
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
  /** Released packages or public repositories in which the pattern was found. */
  readonly seenIn: readonly string[];
  /** Evidence that its changes preserve behavior. Default: `proven`. */
  readonly evidence?: EvidenceClass;
  /** Codemod ids that make this one redundant at the same place, or that it makes redundant. */
  readonly conflictsWith: readonly string[];
  readonly find: (source: CodemodSource) => readonly CodemodMatch[];
}

type CodemodDescription = Pick<Codemod, 'id' | 'title' | 'preconditions' | 'seenIn'> &
  Partial<Codemod>;

/** Creates a codemod; by default of low complexity and risk, in the application, for the processor. */
export function defineCodemod(codemod: CodemodDescription & Pick<Codemod, 'find'>): Codemod {
  return {
    classes: ['CPU'],
    fixLevel: 4,
    complexity: 'Low',
    risk: 'Low',
    conflictsWith: [],
    ...codemod,
  };
}

/**
 * Parses a file for codemods; `path` is relative to the project root, with slashes. null for an
 * extension other than those of TypeScript and JavaScript.
 */
export function readSource(path: string, text: string): CodemodSource | null {
  const language = scriptLanguage(path);
  return language === null ? null : { path, text, root: parse(language, text).root() };
}

/** File with its resolved names and known types. */
export interface AnalysisContext extends SemanticModel {
  readonly source: CodemodSource;
  readonly root: SgNode;
}

/** Creates a codemod on resolved names and known types; applies nowhere without the names. */
export function createTypeAwareCodemod(
  description: CodemodDescription,
  find: (scene: AnalysisContext) => readonly CodemodMatch[],
): Codemod {
  return defineCodemod({
    ...description,
    find: once((source: CodemodSource): readonly CodemodMatch[] => {
      const bindings = readBindings(source);
      if (bindings === null) return [];
      const { root } = source;
      return find({ source, root, bindings, types: createKnownTypes(root, bindings) });
    }),
  });
}
