import type { SgNode } from '@ast-grep/napi';
import type { CodemodSource } from '../codemod.ts';
import type { SemanticModel } from './pure-expression.ts';

/** File with its resolved names and inferred types. */
export interface AnalysisContext extends SemanticModel {
  readonly source: CodemodSource;
  readonly root: SgNode;
}
