import type { SgNode } from '@ast-grep/napi';
import { kindOf } from '../../../analysis/index.ts';
import type { CodemodEdit } from '../codemod.ts';
import { appendFunction, declareInModule } from '../syntax/edits.ts';
import type { Scene } from '../syntax/scene.ts';

/** Declaration that a change adds to a module once, for all of its places. */
export interface Added {
  readonly name: string;
  readonly edits: readonly CodemodEdit[];
}

/** Something that a change adds where it needs it, once for a file. */
export interface Adding {
  readonly add: () => Added;
  /**
   * True if a node lies in a declaration added by an earlier change, which must keep the original
   * code.
   */
  readonly covers: (node: SgNode) => boolean;
}

/**
 * Adds a function to the end of the module, under a name that is free, unless an earlier change has
 * added just this one.
 *
 * @param declare - Text of the function that is called so; of the same name the same.
 */
export function addedFunction(
  scene: Scene,
  base: string,
  declare: (name: string) => string,
): Adding {
  return {
    add: once(scene, base, declare, (text) => appendFunction(scene.source, text)),
    covers: (node) =>
      node.ancestors().some((ancestor) => {
        const name =
          kindOf(ancestor) === 'function_declaration' ? ancestor.field('name')?.text() : undefined;
        return name?.startsWith(base) === true && declare(name).endsWith(ancestor.text());
      }),
  };
}

/** Adds a constant or variable to the top of the module, unless an earlier change has added it. */
export function addedConstant(
  scene: Scene,
  base: string,
  declare: (name: string) => string,
): () => Added {
  return once(scene, base, declare, (text) => declareInModule(scene.source, text));
}

function once(
  { source, bindings }: Scene,
  base: string,
  declare: (name: string) => string,
  edit: (text: string) => CodemodEdit,
): () => Added {
  let added: Added | null = null;
  return () => {
    if (added !== null) return added;
    if (source.text.includes(declare(base))) added = { name: base, edits: [] };
    else {
      const name = bindings.freshName(base);
      added = { name, edits: [edit(declare(name))] };
    }
    return added;
  };
}
