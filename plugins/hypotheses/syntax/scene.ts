import type { SgNode } from '@ast-grep/napi';
import type { Codemod, CodemodMatch, CodemodSource } from '../codemod.ts';
import { assumedMatches } from './assumed-matches.ts';
import { readBindings } from './bindings.ts';
import type { Knowledge } from './calm.ts';
import { createShapes } from './shapes.ts';

/** A file with what is known of its names and values. */
export interface Scene extends Knowledge {
  readonly source: CodemodSource;
  readonly root: SgNode;
}

/** What a codemod says of itself, less what most of them have in common. */
type Description = Pick<Codemod, 'id' | 'title' | 'preconditions' | 'seenIn'> & Partial<Codemod>;

/** A codemod that asks for names and values; where names cannot be resolved it applies nowhere. */
export function sceneCodemod(
  description: Description,
  find: (scene: Scene) => readonly CodemodMatch[],
): Codemod {
  return {
    classes: ['CPU'],
    fixLevel: 4,
    complexity: 'Low',
    risk: 'Low',
    conflictsWith: [],
    ...description,
    find: (source) => {
      const bindings = readBindings(source);
      if (bindings === null) return [];
      const shapes = createShapes(source, bindings);
      return find({ source, root: source.root, bindings, shapes });
    },
    // What is only tried anyway says itself what it takes for given.
    ...(description.evidence !== 'checked' && {
      assuming: (source) => assumedMatches(source, find),
    }),
  };
}
