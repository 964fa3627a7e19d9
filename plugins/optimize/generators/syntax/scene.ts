import { once, readBindings } from '../../../analysis/index.ts';
import type { Codemod, CodemodMatch, CodemodSource } from '../codemod.ts';
import { assumedMatches } from './assumed-matches.ts';
import type { Scene } from './file-scene.ts';
import { createShapes } from './shapes.ts';

export type { Scene };

/** What a codemod says of itself, less what most of them have in common. */
type Description = Pick<Codemod, 'id' | 'title' | 'preconditions' | 'seenIn'> & Partial<Codemod>;

/** A codemod that asks for names and values; where names cannot be resolved it applies nowhere. */
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
    // What is only tried anyway says itself what it takes for given.
    ...(description.evidence !== 'checked' && {
      assuming: once((source: CodemodSource) => assumedMatches(source, find, proven(source))),
    }),
  };
}
