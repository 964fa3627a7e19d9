import type { SgNode } from '@ast-grep/napi';
import type { CodemodSource } from '../codemod.ts';
import type { SemanticModel } from './pure-expression.ts';

/** A file with what is known of its names and values. */
export interface AnalysisContext extends SemanticModel {
  readonly source: CodemodSource;
  readonly root: SgNode;
}
