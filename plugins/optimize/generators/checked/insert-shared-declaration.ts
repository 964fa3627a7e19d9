import type { SgNode } from '@ast-grep/napi';
import { kindOf } from '../../../analysis/index.ts';
import type { AnalysisContext, CodemodEdit } from '../codemod.ts';
import { appendFunction, declareInModule } from '../syntax/codemod-edits.ts';

/** Declaration that a change adds to a module once, for all of its places. */
export interface AddedDeclaration {
  readonly name: string;
  readonly edits: readonly CodemodEdit[];
}

/** Adds a shared declaration where a change needs it, once per file. */
export interface FunctionAdder {
  readonly add: () => AddedDeclaration;
  /** True if a node lies in an earlier change's declaration, which must keep original code. */
  readonly covers: (node: SgNode) => boolean;
}

/**
 * Adds a function to the end of the module under an unused name, unless an earlier change has
 * already added the same function.
 *
 * @param declare - Returns the function's text for a name; the same name must give the same text.
 */
export function createFunctionAdder(
  scene: AnalysisContext,
  base: string,
  declare: (name: string) => string,
): FunctionAdder {
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
export function createConstantAdder(
  scene: AnalysisContext,
  base: string,
  declare: (name: string) => string,
): () => AddedDeclaration {
  return once(scene, base, declare, (text) => declareInModule(scene.source, text));
}

function once(
  { source, bindings }: AnalysisContext,
  base: string,
  declare: (name: string) => string,
  edit: (text: string) => CodemodEdit,
): () => AddedDeclaration {
  let added: AddedDeclaration | null = null;
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
