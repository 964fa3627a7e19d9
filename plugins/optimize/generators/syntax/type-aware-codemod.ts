import type { SgNode } from '@ast-grep/napi';
import { once, readBindings } from '../../../analysis/index.ts';
import {
  type Codemod,
  type CodemodDescription,
  type CodemodMatch,
  type CodemodSource,
  defineCodemod,
} from '../codemod.ts';
import { createKnownTypes } from './known-types.ts';
import type { SemanticModel } from './pure-expression.ts';

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
