import { once, readBindings } from '../../../analysis/index.ts';
import type { Codemod, CodemodMatch, CodemodSource } from '../codemod.ts';
import { findAssumedMatches } from './assumed-matches.ts';
import type { AnalysisContext } from './type-aware-file-context.ts';
import { createTypeInference } from './type-inference.ts';

export type { AnalysisContext };

/** Description of a codemod, without the fields that most of them share. */
type Description = Pick<Codemod, 'id' | 'title' | 'preconditions' | 'seenIn'> & Partial<Codemod>;

/** Creates a codemod on resolved names and inferred types; applies nowhere without the names. */
export function createTypeAwareCodemod(
  description: Description,
  find: (scene: AnalysisContext) => readonly CodemodMatch[],
): Codemod {
  const proven = once((source: CodemodSource): readonly CodemodMatch[] => {
    const bindings = readBindings(source);
    if (bindings === null) return [];
    const shapes = createTypeInference(source, bindings);
    return find({ source, root: source.root, bindings, shapes });
  });
  return {
    classes: ['CPU'],
    fixLevel: 4,
    complexity: 'Low',
    risk: 'Low',
    conflictsWith: [],
    ...description,
    find: proven,
    // A codemod whose matches are only tried states its own assumptions.
    ...(description.evidence !== 'checked' && {
      assuming: once((source: CodemodSource) => findAssumedMatches(source, find, proven(source))),
    }),
  };
}
