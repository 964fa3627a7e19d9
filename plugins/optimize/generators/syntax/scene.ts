import { once, readBindings } from '../../../analysis/index.ts';
import type { Codemod, CodemodMatch, CodemodSource } from '../codemod.ts';
import { assumedMatches } from './assumed-matches.ts';
import type { Scene } from './file-scene.ts';
import { createShapes } from './shapes.ts';

export type { Scene };

/** Description of a codemod, without the fields that most of them share. */
type Description = Pick<Codemod, 'id' | 'title' | 'preconditions' | 'seenIn'> & Partial<Codemod>;

/**
 * Creates a codemod that needs resolved names and inferred types; where names cannot be resolved,
 * it applies nowhere.
 */
export function sceneCodemod(
  description: Description,
  find: (scene: Scene) => readonly CodemodMatch[],
): Codemod {
  const proven = once((source: CodemodSource): readonly CodemodMatch[] => {
    const bindings = readBindings(source);
    if (bindings === null) return [];
    const shapes = createShapes(source, bindings);
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
      assuming: once((source: CodemodSource) => assumedMatches(source, find, proven(source))),
    }),
  };
}
