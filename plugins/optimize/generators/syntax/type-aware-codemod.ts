import { once, readBindings } from '../../../analysis/index.ts';
import {
  type Codemod,
  type CodemodDescription,
  type CodemodMatch,
  type CodemodSource,
  defineCodemod,
} from '../codemod.ts';
import { findAssumedMatches } from './find-codemod-matches-by-assumed-types.ts';
import type { AnalysisContext } from './type-aware-file-context.ts';
import { createTypeInference } from './type-inference.ts';

export type { AnalysisContext };

/** Creates a codemod on resolved names and inferred types; applies nowhere without the names. */
export function createTypeAwareCodemod(
  description: CodemodDescription,
  find: (scene: AnalysisContext) => readonly CodemodMatch[],
): Codemod {
  const proven = once((source: CodemodSource): readonly CodemodMatch[] => {
    const bindings = readBindings(source);
    if (bindings === null) return [];
    const shapes = createTypeInference(source, bindings);
    return find({ source, root: source.root, bindings, shapes });
  });
  return defineCodemod({
    ...description,
    find: proven,
    // A codemod whose matches are only tried states its own assumptions.
    ...(description.evidence !== 'checked' && {
      assuming: once((source: CodemodSource) => findAssumedMatches(source, find, proven(source))),
    }),
  });
}
